package dev.weir.sample.event;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The page {@code docs/events.md}: every event type with its JSON Schema (draft 2020-12). */
public final class EventCatalogue {
  private static final String HEAD =
      """
      # Events of the sample streams

      What the sample platform (`weir demo`) publishes. This page is generated from the code; after a
      change there write it anew with

      ```
      mvn -pl sample-streams test -Dtest=EventCatalogueTest -Dweir.catalogue=write
      ```

      Every event has the same envelope. Consumers are idempotent by `id`: the same event may be
      delivered twice and some are published twice, as producers that retry do. `id` depends on the
      seed, the type and the subject only, so a service that handles a cause twice publishes the same
      id twice. With the same seed and scene, customers do the same things in the same order; times,
      measured durations, fraud scores, analytics and the breaker's states depend on the run.

      | field | type | meaning |
      |---|---|---|
      | `id` | string, UUID | identity of the event |
      | `type` | string | name in this catalogue |
      | `version` | integer | version of the type's data |
      | `source` | string | the service that published it |
      | `time` | string, ISO 8601 UTC | when it happened |
      | `correlation_id` | string, UUID | `id` of the event everything began with |
      | `data` | object | what the type defines |

      A Kafka record's timestamp is the event's `time`; its key is the id of the entity the event is
      about. JSON events carry the envelope as the record's value. Avro (`shipments`) and Protobuf
      (`fraud-scores`) use Confluent's wire format; their schemas are on the compacted topic
      `_schemas`, in the records of Confluent Schema Registry, and hold `time` as milliseconds since
      1970. Entries of Redis streams hold the envelope and the data as fields side by side, all text.

      Dead letters keep the original key, value and headers and add headers of their own, on purpose
      in several dialects:

      | stream | dialect | what ends there |
      |---|---|---|
      | `payments-dlt` | Spring Kafka: `kafka_dlt-*` (group `order`), `kafka_original-*` and `retry_topic-*` (group `settlement`) | payments that cannot be read; settlements that failed four times, by way of `payments-retry-1s`, `-2s`, `-4s` |
      | `orders-sink-dlq` | Kafka Connect: `__connect.errors.*` | orders of 10,000 or more |
      | `inventory.dlq` | plain text: `x-original-*` | discontinued products; calls to a stock store that is down |
      | `grade-stats-dlq` | Kafka Streams: `__streams.errors.*` | grades of more than 100 points |
      | `dlq.shipments` | the broker's own for share groups (KIP-1191): `__dlq.errors.*`, neither key nor value | shipments of an unknown carrier, rejected by `fulfilment` |
      | Redis `notifications:dlq` | fields `original_stream`, `original_id`, `group`, `consumer`, `deliveries`, `error`, `failed_at` | notifications without an address, after five deliveries |

      """;

  private EventCatalogue() {}

  /** The whole page. */
  public static String markdown() {
    return HEAD
        + Arrays.stream(EventType.values())
            .map(EventCatalogue::section)
            .collect(Collectors.joining("\n"));
  }

  private static String section(EventType type) {
    String where =
        type.stream().startsWith("redis ")
            ? "Redis stream `" + type.stream().substring("redis ".length()) + "`"
            : "topic `" + type.stream() + "`, key: " + type.key();
    return "## "
        + type.typeName()
        + "\n\n"
        + type.description()
        + " Published by `"
        + type.source()
        + "` on "
        + where
        + "; "
        + type.form().description()
        + ".\n\n```json\n"
        + schema(type)
        + "\n```\n";
  }

  /** JSON Schema of an event of this type, envelope included. */
  public static String schema(EventType type) {
    String properties =
        type.fields().stream().map(EventCatalogue::property).collect(Collectors.joining(",\n"));
    String required =
        type.fields().stream()
            .map(field -> '"' + field.name() + '"')
            .collect(Collectors.joining(", "));
    return """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "%1$s",
      "type": "object",
      "required": ["id", "type", "version", "source", "time", "correlation_id", "data"],
      "additionalProperties": false,
      "properties": {
        "id": {"type": "string", "format": "uuid"},
        "type": {"const": "%1$s"},
        "version": {"const": %2$d},
        "source": {"const": "%3$s"},
        "time": {"type": "string", "format": "date-time"},
        "correlation_id": {"type": "string", "format": "uuid"},
        "data": {
          "type": "object",
          "required": [%4$s],
          "additionalProperties": false,
          "properties": {
    %5$s
          }
        }
      }
    }\
    """
        .formatted(type.typeName(), EventType.VERSION, type.source(), required, properties);
  }

  private static String property(Field field) {
    String values =
        field.values().isEmpty()
            ? ""
            : field.values().stream()
                .map(value -> '"' + value + '"')
                .collect(Collectors.joining(", ", ", \"enum\": [", "]"));
    return "        \""
        + field.name()
        + "\": {\"type\": \""
        + field.kind().jsonType()
        + "\""
        + values
        + ", \"description\": \""
        + field.description()
        + "\"}";
  }
}
