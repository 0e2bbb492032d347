package dev.weir.engine.deadletter.find;

import dev.weir.stream.Payload;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Configurations of Kafka Connect's connectors, from the compacted topic in which its workers keep
 * them: no address of a worker is needed.
 */
final class ConnectConfigs {
  private static final String SETTING = "errors.deadletterqueue.topic.name";
  private static final String KEY = "connector-";
  private static final int MOST_RECORDS = 20_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ConnectConfigs() {}

  /** Dead-letter topics that sinks are told to use, to the connector's name. */
  static Map<StreamRef, String> deadLetterTopics(
      Peek peek, Collection<StreamInfo> infos, long deadlineNanos) {
    List<StreamRef> kept =
        infos.stream().map(StreamInfo::stream).filter(ConnectConfigs::soundsLikeConfigs).toList();
    if (kept.isEmpty()) {
      return Map.of();
    }
    Map<String, StreamRef> byConnector = new HashMap<>();
    int[] read = {0};
    peek.read(
        kept,
        new TailFrom.Earliest(),
        deadlineNanos,
        record -> {
          note(record, byConnector);
          return ++read[0] < MOST_RECORDS;
        });
    Map<StreamRef, String> topics = new HashMap<>();
    byConnector.forEach((connector, topic) -> topics.put(topic, connector));
    return topics;
  }

  private static boolean soundsLikeConfigs(StreamRef stream) {
    String name = stream.name().toLowerCase(Locale.ROOT);
    return name.contains("connect") && name.contains("config");
  }

  private static void note(StreamRecord record, Map<String, StreamRef> byConnector) {
    if (!(record.key() instanceof Payload.Bytes(byte[] bytes, int _))) {
      return;
    }
    String key = new String(bytes, StandardCharsets.UTF_8);
    if (!key.startsWith(KEY)) {
      return;
    }
    String connector = key.substring(KEY.length());
    byConnector.remove(connector);
    if (record.value() instanceof Payload.Bytes value && !value.isCut()) {
      try {
        JsonNode root = MAPPER.readTree(value.bytes());
        // With schemas on, the converter puts everything under "payload".
        JsonNode properties =
            root.has("payload") ? root.path("payload").path("properties") : root.path("properties");
        String topic = properties.path(SETTING).asString("");
        if (!topic.isBlank()) {
          byConnector.put(connector, new StreamRef(record.stream().connection(), topic));
        }
      } catch (JacksonException notConnect) {
        // Another program's topic of a similar name.
      }
    }
  }
}
