package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Change;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.stream.Payload;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Changes and edits as a plan's file has them: bytes in base64, so that each is as it was. */
final class ChangeJson {
  private static final String NULL = "null";

  private ChangeJson() {}

  static Map<String, Object> of(Change change) {
    Map<String, Object> json = new LinkedHashMap<>();
    change.patch().ifPresent(patch -> json.put("patch", patch));
    json.put("values", of(change.values()));
    json.put("headers", of(change.headers()));
    change.key().ifPresent(key -> json.put("key", key));
    return json;
  }

  private static List<List<String>> of(List<Change.Assignment> assignments) {
    return assignments.stream().map(one -> List.of(one.at(), one.expression())).toList();
  }

  static Change change(JsonNode json) {
    return new Change(
        text(json, "patch"),
        assignments(json.path("values")),
        assignments(json.path("headers")),
        text(json, "key"));
  }

  private static Optional<String> text(JsonNode json, String name) {
    return json.hasNonNull(name) ? Optional.of(json.path(name).asString("")) : Optional.empty();
  }

  private static List<Change.Assignment> assignments(JsonNode json) {
    List<Change.Assignment> assignments = new ArrayList<>();
    json.forEach(
        one ->
            assignments.add(
                new Change.Assignment(one.path(0).asString(""), one.path(1).asString(""))));
    return assignments;
  }

  static Map<String, Object> of(Edit edit) {
    Map<String, Object> json = new LinkedHashMap<>();
    edit.key().ifPresent(key -> json.put("key", bytes(key)));
    edit.value().ifPresent(value -> json.put("value", bytes(value)));
    List<Map<String, Object>> headers = new ArrayList<>();
    edit.headers()
        .forEach(
            (name, value) -> {
              Map<String, Object> header = new LinkedHashMap<>();
              header.put("name", name);
              header.put("bytes", bytes(value));
              headers.add(header);
            });
    json.put("headers", headers);
    return json;
  }

  private static Map<String, String> bytes(Payload payload) {
    return switch (payload) {
      case Payload.Absent _ -> Map.of(NULL, "");
      case Payload.Bytes(byte[] bytes, int _) ->
          Map.of("base64", Base64.getEncoder().encodeToString(bytes));
    };
  }

  static Edit edit(JsonNode json) {
    Map<String, Payload> headers = new LinkedHashMap<>();
    json.path("headers")
        .forEach(
            header -> headers.put(header.path("name").asString(""), payload(header.path("bytes"))));
    return new Edit(
        json.has("key") ? Optional.of(payload(json.path("key"))) : Optional.empty(),
        json.has("value") ? Optional.of(payload(json.path("value"))) : Optional.empty(),
        headers);
  }

  private static Payload payload(JsonNode json) {
    return json.has(NULL)
        ? Payload.ABSENT
        : Payload.of(Base64.getDecoder().decode(json.path("base64").asString("")));
  }
}
