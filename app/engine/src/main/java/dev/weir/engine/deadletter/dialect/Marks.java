package dev.weir.engine.deadletter.dialect;

import static dev.weir.engine.deadletter.dialect.Part.ATTEMPTS;
import static dev.weir.engine.deadletter.dialect.Part.CAUSE;
import static dev.weir.engine.deadletter.dialect.Part.CAUSE_MESSAGE;
import static dev.weir.engine.deadletter.dialect.Part.ENTRY_ID;
import static dev.weir.engine.deadletter.dialect.Part.EXCEPTION;
import static dev.weir.engine.deadletter.dialect.Part.FACT;
import static dev.weir.engine.deadletter.dialect.Part.FAILED_AT;
import static dev.weir.engine.deadletter.dialect.Part.GROUP;
import static dev.weir.engine.deadletter.dialect.Part.MESSAGE;
import static dev.weir.engine.deadletter.dialect.Part.OFFSET;
import static dev.weir.engine.deadletter.dialect.Part.PARTITION;
import static dev.weir.engine.deadletter.dialect.Part.STREAM;
import static dev.weir.engine.deadletter.dialect.Part.TIMESTAMP;
import static dev.weir.engine.deadletter.dialect.Part.TRACE;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which header names which writer uses, and what they mean. */
final class Marks {
  /** What a header of one name tells. */
  record Mark(Dialect dialect, Part part, Encoding encoding) {}

  private static final Map<String, Mark> EXACT = exact();
  private static final Map<String, Part> HAND_WRITTEN = handWritten();

  private Marks() {}

  /** The header's meaning; null where nothing is known of it. */
  static @Nullable Mark of(String header) {
    Mark exact = EXACT.get(header);
    if (exact != null) {
      return exact;
    }
    if (header.startsWith("__connect.errors.")) {
      return new Mark(Dialect.KAFKA_CONNECT, FACT, Encoding.TEXT);
    }
    if (header.startsWith("__streams.errors.")) {
      return new Mark(Dialect.KAFKA_STREAMS, FACT, Encoding.TEXT);
    }
    if (header.startsWith("__dlq.errors.")) {
      return new Mark(Dialect.SHARE_GROUP, FACT, Encoding.TEXT);
    }
    if (header.startsWith("kafka_dlt-")) {
      return new Mark(Dialect.SPRING_KAFKA, FACT, Encoding.TEXT);
    }
    Part plain = handWritten(header);
    return plain == null
        ? null
        : new Mark(
            Dialect.PLAIN,
            plain,
            plain == TIMESTAMP || plain == FAILED_AT ? Encoding.TIME : Encoding.GUESS);
  }

  /** What a name that somebody thought of tells; null where nothing. */
  static @Nullable Part handWritten(String name) {
    if (name.length() > 48) {
      return null;
    }
    StringBuilder letters = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        letters.append(c);
      }
    }
    String plain = letters.toString().toLowerCase(Locale.ROOT);
    for (String prefix : new String[] {"xdlq", "xdlt", "dlq", "dlt", "deadletter", "x"}) {
      if (plain.length() > prefix.length() && plain.startsWith(prefix)) {
        Part part = HAND_WRITTEN.get(plain.substring(prefix.length()));
        if (part != null) {
          return part;
        }
      }
    }
    return HAND_WRITTEN.get(plain);
  }

  private static Map<String, Part> handWritten() {
    Map<String, Part> parts = new HashMap<>();
    names(parts, STREAM, "originaltopic", "origtopic", "sourcetopic", "origintopic");
    names(parts, STREAM, "originalstream", "sourcestream", "originstream", "originalqueue");
    names(parts, PARTITION, "originalpartition", "sourcepartition", "originpartition");
    names(parts, OFFSET, "originaloffset", "sourceoffset", "originoffset");
    names(parts, ENTRY_ID, "originalid", "originalmessageid", "originalentryid", "sourceid");
    names(parts, TIMESTAMP, "originaltimestamp", "sourcetimestamp");
    names(parts, GROUP, "originalgroup", "consumergroup", "originalconsumergroup");
    names(parts, GROUP, "failinggroup", "failedgroup", "sourcegroup");
    names(parts, EXCEPTION, "errorclass", "errortype", "exception", "exceptionclass");
    names(parts, EXCEPTION, "exceptiontype", "exceptionclassname", "exceptionfqcn", "errorname");
    names(parts, MESSAGE, "error", "errormessage", "errorreason", "failurereason", "reason");
    names(parts, MESSAGE, "exceptionmessage", "failuremessage", "lasterror");
    names(parts, TRACE, "stacktrace", "exceptionstacktrace", "errorstack", "errorstacktrace");
    names(parts, ATTEMPTS, "attempts", "attempt", "retrycount", "retries", "deliverycount");
    names(parts, ATTEMPTS, "attemptcount", "deliveries", "deliveryattempts", "replaycount");
    names(parts, FAILED_AT, "failedat", "deadletteredat", "movedtodlqat", "failuretime", "diedat");
    return Map.copyOf(parts);
  }

  private static void names(Map<String, Part> parts, Part part, String... names) {
    for (String name : names) {
      parts.put(name, part);
    }
  }

  private static Map<String, Mark> exact() {
    Map<String, Mark> marks = new HashMap<>();
    spring(marks, Dialect.SPRING_KAFKA, "kafka_dlt-", "kafka_dlt-");
    put(marks, Dialect.SPRING_KAFKA, "kafka_dlt-original-consumer-group", GROUP, Encoding.TEXT);
    spring(marks, Dialect.SPRING_RETRYABLE_TOPIC, "kafka_", "kafka_");
    Dialect retryable = Dialect.SPRING_RETRYABLE_TOPIC;
    put(marks, retryable, "retry_topic-attempts", ATTEMPTS, Encoding.I32_OR_BYTE);
    put(marks, retryable, "retry_topic-original-timestamp", FACT, Encoding.SHORTEST);
    put(marks, retryable, "retry_topic-backoff-timestamp", FACT, Encoding.SHORTEST);
    cloudStream(marks);
    connect(marks);
    streams(marks);
    share(marks);
    smallRye(marks, Dialect.SMALLRYE, "dead-letter-");
    smallRye(marks, Dialect.SMALLRYE_RETRY, "delayed-retry-");
    put(marks, Dialect.SMALLRYE_RETRY, "delayed-retry-count", ATTEMPTS, Encoding.DECIMAL);
    put(
        marks,
        Dialect.SMALLRYE_RETRY,
        "delayed-retry-original-timestamp",
        TIMESTAMP,
        Encoding.DECIMAL);
    put(
        marks,
        Dialect.SMALLRYE_RETRY,
        "delayed-retry-first-processing-timestamp",
        FACT,
        Encoding.DECIMAL);
    deserialization(marks);
    others(marks);
    return Map.copyOf(marks);
  }

  private static void put(
      Map<String, Mark> marks, Dialect dialect, String name, Part part, Encoding encoding) {
    marks.put(name, new Mark(dialect, part, encoding));
  }

  private static void spring(
      Map<String, Mark> marks, Dialect dialect, String original, String exception) {
    put(marks, dialect, original + "original-topic", STREAM, Encoding.TEXT);
    put(marks, dialect, original + "original-partition", PARTITION, Encoding.I32);
    put(marks, dialect, original + "original-offset", OFFSET, Encoding.I64);
    put(marks, dialect, original + "original-timestamp", TIMESTAMP, Encoding.I64);
    put(marks, dialect, original + "original-timestamp-type", FACT, Encoding.TEXT);
    put(marks, dialect, exception + "exception-fqcn", EXCEPTION, Encoding.TEXT);
    put(marks, dialect, exception + "exception-cause-fqcn", CAUSE, Encoding.TEXT);
    put(marks, dialect, exception + "exception-message", MESSAGE, Encoding.TEXT);
    put(marks, dialect, exception + "exception-stacktrace", TRACE, Encoding.TEXT);
    put(marks, dialect, exception + "key-exception-fqcn", EXCEPTION, Encoding.TEXT);
    put(marks, dialect, exception + "key-exception-message", MESSAGE, Encoding.TEXT);
    put(marks, dialect, exception + "key-exception-stacktrace", TRACE, Encoding.TEXT);
  }

  private static void cloudStream(Map<String, Mark> marks) {
    Dialect dialect = Dialect.SPRING_CLOUD_STREAM;
    put(marks, dialect, "x-original-topic", STREAM, Encoding.TEXT);
    put(marks, dialect, "x-original-partition", PARTITION, Encoding.I32);
    put(marks, dialect, "x-original-offset", OFFSET, Encoding.I64);
    put(marks, dialect, "x-original-timestamp", TIMESTAMP, Encoding.I64);
    put(marks, dialect, "x-original-timestamp-type", FACT, Encoding.TEXT);
    put(marks, dialect, "x-exception-fqcn", EXCEPTION, Encoding.TEXT);
    put(marks, dialect, "x-exception-message", MESSAGE, Encoding.TEXT);
    put(marks, dialect, "x-exception-stacktrace", TRACE, Encoding.TEXT);
  }

  private static void connect(Map<String, Mark> marks) {
    Dialect dialect = Dialect.KAFKA_CONNECT;
    String prefix = "__connect.errors.";
    put(marks, dialect, prefix + "topic", STREAM, Encoding.TEXT);
    put(marks, dialect, prefix + "partition", PARTITION, Encoding.DECIMAL);
    put(marks, dialect, prefix + "offset", OFFSET, Encoding.DECIMAL);
    // A sink's consumer group is named after its connector.
    put(marks, dialect, prefix + "connector.name", GROUP, Encoding.TEXT);
    put(marks, dialect, prefix + "exception.class.name", EXCEPTION, Encoding.TEXT);
    put(marks, dialect, prefix + "exception.message", MESSAGE, Encoding.TEXT);
    put(marks, dialect, prefix + "exception.stacktrace", TRACE, Encoding.TEXT);
  }

  private static void streams(Map<String, Mark> marks) {
    Dialect dialect = Dialect.KAFKA_STREAMS;
    String prefix = "__streams.errors.";
    put(marks, dialect, prefix + "topic", STREAM, Encoding.TEXT);
    put(marks, dialect, prefix + "partition", PARTITION, Encoding.DECIMAL);
    put(marks, dialect, prefix + "offset", OFFSET, Encoding.DECIMAL);
    put(marks, dialect, prefix + "exception", EXCEPTION, Encoding.TEXT);
    put(marks, dialect, prefix + "message", MESSAGE, Encoding.TEXT);
    put(marks, dialect, prefix + "stacktrace", TRACE, Encoding.TEXT);
  }

  private static void share(Map<String, Mark> marks) {
    Dialect dialect = Dialect.SHARE_GROUP;
    String prefix = "__dlq.errors.";
    put(marks, dialect, prefix + "topic", STREAM, Encoding.TEXT);
    put(marks, dialect, prefix + "partition", PARTITION, Encoding.DECIMAL);
    put(marks, dialect, prefix + "offset", OFFSET, Encoding.DECIMAL);
    put(marks, dialect, prefix + "group", GROUP, Encoding.TEXT);
    put(marks, dialect, prefix + "delivery.count", ATTEMPTS, Encoding.DECIMAL);
    put(marks, dialect, prefix + "message", MESSAGE, Encoding.TEXT);
  }

  private static void smallRye(Map<String, Mark> marks, Dialect dialect, String prefix) {
    put(marks, dialect, prefix + "reason", MESSAGE, Encoding.TEXT);
    put(marks, dialect, prefix + "cause", CAUSE_MESSAGE, Encoding.TEXT);
    put(marks, dialect, prefix + "exception-class-name", EXCEPTION, Encoding.TEXT);
    put(marks, dialect, prefix + "cause-class-name", CAUSE, Encoding.TEXT);
    put(marks, dialect, prefix + "topic", STREAM, Encoding.TEXT);
    put(marks, dialect, prefix + "partition", PARTITION, Encoding.DECIMAL);
    put(marks, dialect, prefix + "offset", OFFSET, Encoding.DECIMAL);
  }

  private static void deserialization(Map<String, Mark> marks) {
    Dialect dialect = Dialect.SMALLRYE_DESERIALIZATION;
    String prefix = "deserialization-failure-";
    put(marks, dialect, prefix + "reason", MESSAGE, Encoding.TEXT);
    put(marks, dialect, prefix + "cause", CAUSE_MESSAGE, Encoding.TEXT);
    put(marks, dialect, prefix + "topic", STREAM, Encoding.TEXT);
    for (String fact : new String[] {"key", "deserializer", "dlq", "share-ack-type"}) {
      put(marks, dialect, prefix + fact, FACT, Encoding.TEXT);
    }
    for (String data : new String[] {"data", "key-data", "value-data"}) {
      put(marks, dialect, prefix + data, FACT, Encoding.OPAQUE);
    }
  }

  private static void others(Map<String, Mark> marks) {
    put(marks, Dialect.KARAFKA, "source_topic", STREAM, Encoding.TEXT);
    put(marks, Dialect.KARAFKA, "source_partition", PARTITION, Encoding.DECIMAL);
    put(marks, Dialect.KARAFKA, "source_offset", OFFSET, Encoding.DECIMAL);
    put(marks, Dialect.KARAFKA, "source_consumer_group", GROUP, Encoding.TEXT);
    put(marks, Dialect.KARAFKA, "source_attempts", ATTEMPTS, Encoding.DECIMAL);
    put(marks, Dialect.KARAFKA, "source_trace_id", FACT, Encoding.TEXT);
    put(marks, Dialect.WATERMILL, "reason_poisoned", MESSAGE, Encoding.TEXT);
    put(marks, Dialect.WATERMILL, "topic_poisoned", STREAM, Encoding.TEXT);
    put(marks, Dialect.WATERMILL, "handler_poisoned", GROUP, Encoding.TEXT);
    put(marks, Dialect.WATERMILL, "subscriber_poisoned", FACT, Encoding.TEXT);
    put(marks, Dialect.BRIGHTER, "OriginalTopic", STREAM, Encoding.TEXT);
    put(marks, Dialect.BRIGHTER, "OriginalType", FACT, Encoding.TEXT);
    put(marks, Dialect.BRIGHTER, "RejectionReason", EXCEPTION, Encoding.TEXT);
    put(marks, Dialect.BRIGHTER, "RejectionMessage", MESSAGE, Encoding.TEXT);
    put(marks, Dialect.BRIGHTER, "RejectionTimestamp", FAILED_AT, Encoding.TIME);
    put(marks, Dialect.KNATIVE, "ce_knativeerrordest", GROUP, Encoding.TEXT);
    put(marks, Dialect.KNATIVE, "ce_knativeerrorcode", EXCEPTION, Encoding.TEXT);
    put(marks, Dialect.KNATIVE, "ce_knativeerrordata", MESSAGE, Encoding.TEXT);
    put(marks, Dialect.NSERVICEBUS, "NServiceBus.FailedQ", STREAM, Encoding.TEXT);
    put(marks, Dialect.NSERVICEBUS, "NServiceBus.TimeOfFailure", FAILED_AT, Encoding.TIME);
    put(marks, Dialect.NSERVICEBUS, "NServiceBus.Retries", ATTEMPTS, Encoding.DECIMAL);
    String info = "NServiceBus.ExceptionInfo.";
    put(marks, Dialect.NSERVICEBUS, info + "ExceptionType", EXCEPTION, Encoding.TEXT);
    put(marks, Dialect.NSERVICEBUS, info + "InnerExceptionType", CAUSE, Encoding.TEXT);
    put(marks, Dialect.NSERVICEBUS, info + "Message", MESSAGE, Encoding.TEXT);
    put(marks, Dialect.NSERVICEBUS, info + "StackTrace", TRACE, Encoding.TEXT);
    put(marks, Dialect.NSERVICEBUS, info + "Source", FACT, Encoding.TEXT);
    String fault = "MT-Fault-";
    put(marks, Dialect.MASSTRANSIT, fault + "ExceptionType", EXCEPTION, Encoding.TEXT);
    put(marks, Dialect.MASSTRANSIT, fault + "Message", MESSAGE, Encoding.TEXT);
    put(marks, Dialect.MASSTRANSIT, fault + "StackTrace", TRACE, Encoding.TEXT);
    put(marks, Dialect.MASSTRANSIT, fault + "Timestamp", FAILED_AT, Encoding.TIME);
    put(marks, Dialect.MASSTRANSIT, fault + "InputAddress", STREAM, Encoding.TEXT);
    put(marks, Dialect.MASSTRANSIT, fault + "ConsumerType", GROUP, Encoding.TEXT);
    put(marks, Dialect.MASSTRANSIT, fault + "RetryCount", ATTEMPTS, Encoding.DECIMAL);
    put(marks, Dialect.MASSTRANSIT, "MT-Reason", FACT, Encoding.TEXT);
  }
}
