package writer;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;

/** Kafka Streams with a dead-letter topic (KIP-1034). */
public final class Streams {
  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Common.topics(admin, Map.of(), "fx-streams", "fx-streams-dlq");
      Common.send(bootstrap, "fx-streams");
      var properties = new Properties();
      properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "fx-streams-app");
      properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
      properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
      properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
      properties.put("auto.offset.reset", "earliest");
      properties.put(
          StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
          LogAndContinueProcessingExceptionHandler.class);
      properties.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, "fx-streams-dlq");
      var builder = new StreamsBuilder();
      builder.<String, String>stream("fx-streams")
          .foreach(
              (key, value) -> {
                if (key.endsWith("2")) {
                  throw new NullPointerException();
                }
                throw new IllegalArgumentException("order " + key + " has no total");
              });
      try (var streams = new KafkaStreams(builder.build(), properties)) {
        streams.start();
        Common.await(admin, "fx-streams-dlq", 2);
      }
    }
  }
}
