package dev.weir.sample.service;

import dev.weir.sample.event.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The header that says how an event is written, made once per kind. */
final class ContentType {
  private static final List<Header> JSON = header("application/json");
  private static final List<Header> AVRO = header("application/vnd.apache.avro+binary");
  private static final List<Header> PROTOBUF = header("application/x-protobuf");

  private ContentType() {}

  static List<Header> of(Topic topic) {
    return switch (topic) {
      case FRAUD_SCORES -> PROTOBUF;
      case SHIPMENTS -> AVRO;
      default -> JSON;
    };
  }

  private static List<Header> header(String type) {
    return List.of(new RecordHeader("content-type", type.getBytes(StandardCharsets.UTF_8)));
  }
}
