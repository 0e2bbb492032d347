package dev.weir.engine.deadletter.dialect;

import dev.weir.engine.deadletter.dialect.Marks.Mark;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Which headers of a dead letter tell of its failure. Kept, they would send a record straight back
 * (counts of attempts, unconditional switches) or grow with each pass.
 */
public final class FailureHeaders {
  /** Writers whose names could as well be an application's own. */
  private static final Set<Dialect> COMMON_NAMES =
      EnumSet.of(Dialect.PLAIN, Dialect.KARAFKA, Dialect.BRIGHTER);

  private static final String[] FAMILIES = {
    "kafka_dlt-",
    "kafka_original-",
    "kafka_exception-",
    "kafka_key-exception-",
    "retry_topic-",
    "x-original-",
    "x-exception-",
    "__connect.errors.",
    "__streams.errors.",
    "__dlq.errors.",
    "_dlq.errors.",
    "dead-letter-",
    "delayed-retry-",
    "deserialization-failure-",
    "springDeserializerException",
    "NServiceBus.ExceptionInfo.",
    "ServiceControl.Retry.",
    "MT-Fault-"
  };

  private static final Set<String> NAMES = Set.of("kafka_deliveryAttempt", "MT-Redelivery-Count");

  private final Set<Dialect> written;

  private FailureHeaders(Set<Dialect> written) {
    this.written = written;
  }

  /** Of a record that tells {@code letter}. */
  public static FailureHeaders of(DeadLetter letter) {
    Set<Dialect> written = new HashSet<>();
    letter.hops().forEach(hop -> written.add(hop.dialect()));
    return new FailureHeaders(written);
  }

  /** Whether a header of this name tells of the failure, and not of the record. */
  public boolean contains(String name) {
    if (NAMES.contains(name)) {
      return true;
    }
    for (String family : FAMILIES) {
      if (name.startsWith(family)) {
        return true;
      }
    }
    if (RedisEntries.isMark(name, written)) {
      return true;
    }
    Mark mark = Marks.of(name);
    return mark != null
        && (!COMMON_NAMES.contains(mark.dialect()) || written.contains(mark.dialect()));
  }
}
