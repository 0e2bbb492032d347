package dev.weir.engine.export;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads records back from the lines {@link RecordWriter#jsonLines} writes. Empty lines are passed
 * over. Not thread-safe.
 */
public final class RecordReader implements Closeable {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final BufferedReader lines;
  private long lineNumber;

  public RecordReader(InputStream in) {
    lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  /**
   * The next record; empty at the end.
   *
   * @throws IOException if a line is not a record; the message names the line and what is wrong
   */
  public Optional<RecordLine> next() throws IOException {
    for (String line = readLine(); line != null; line = readLine()) {
      lineNumber++;
      if (!line.isBlank()) {
        return Optional.of(parse(line));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  @SuppressWarnings("NullAway") // BufferedReader's own null at the end.
  private String readLine() throws IOException {
    try {
      return lines.readLine();
    } catch (CharacterCodingException e) {
      throw new IOException("Line " + (lineNumber + 1) + " or one after it is not UTF-8.", e);
    }
  }

  private RecordLine parse(String line) throws IOException {
    JsonNode node;
    try {
      node = MAPPER.readTree(line);
    } catch (JacksonException e) {
      throw problem("not one JSON object: " + e.getOriginalMessage());
    }
    if (!node.isObject()) {
      throw problem("not a JSON object");
    }
    OptionalInt partition =
        has(node, "partition")
            ? OptionalInt.of((int) whole(node, "partition", 0, Integer.MAX_VALUE))
            : OptionalInt.empty();
    return new RecordLine(
        has(node, "stream") ? Optional.of(text(node.path("stream"), "stream")) : Optional.empty(),
        partition,
        position(node, partition),
        timestamp(node),
        payload(node.path("key"), "key"),
        payload(node.path("value"), "value"),
        headers(node),
        has(node, "cut"));
  }

  private Optional<Position> position(JsonNode node, OptionalInt partition) throws IOException {
    if (has(node, "offset") && partition.isPresent()) {
      long offset = whole(node, "offset", 0, Long.MAX_VALUE);
      return Optional.of(new Position.Offset(partition.getAsInt(), offset));
    }
    if (has(node, "id")) {
      String id = text(node.path("id"), "id");
      int dash = id.indexOf('-');
      try {
        return Optional.of(
            new Position.EntryId(
                Long.parseUnsignedLong(id.substring(0, dash)),
                Long.parseUnsignedLong(id.substring(dash + 1))));
      } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
        throw problem("\"id\" is not an entry id such as 1700000000000-0");
      }
    }
    return Optional.empty();
  }

  private OptionalLong timestamp(JsonNode node) throws IOException {
    if (!has(node, "timestamp")) {
      return OptionalLong.empty();
    }
    JsonNode timestamp = node.path("timestamp");
    if (timestamp.isIntegralNumber() && timestamp.canConvertToLong()) {
      return OptionalLong.of(timestamp.longValue());
    }
    try {
      return OptionalLong.of(Instant.parse(text(timestamp, "timestamp")).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw problem(
          "\"timestamp\" is neither a time such as 2026-11-21T10:15:30.123Z nor a number");
    }
  }

  private List<Header> headers(JsonNode node) throws IOException {
    List<Header> headers = new ArrayList<>();
    JsonNode array = node.path("headers");
    if (!array.isArray() && has(node, "headers")) {
      throw problem("\"headers\" is not a list of [name, value] pairs");
    }
    for (JsonNode pair : array) {
      if (!pair.isArray() || pair.size() != 2) {
        throw problem("a header is not a [name, value] pair");
      }
      headers.add(new Header(text(pair.path(0), "header name"), payload(pair.path(1), "header")));
    }
    return headers;
  }

  private Payload payload(JsonNode node, String name) throws IOException {
    if (node.isMissingNode() || node.isNull()) {
      return Payload.ABSENT;
    }
    if (node.isString()) {
      return Payload.of(utf8(node.stringValue(), name));
    }
    if (node.isObject() && node.size() == 1 && node.path("base64").isString()) {
      try {
        return Payload.of(Base64.getDecoder().decode(node.path("base64").stringValue()));
      } catch (IllegalArgumentException e) {
        throw problem("\"" + name + "\" is not valid base64");
      }
    }
    throw problem("\"" + name + "\" is neither text, null nor {\"base64\": …}");
  }

  private byte[] utf8(String text, String name) throws IOException {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw problem("\"" + name + "\" has half a surrogate pair");
    }
  }

  private String text(JsonNode node, String name) throws IOException {
    if (!node.isString()) {
      throw problem("\"" + name + "\" is not text");
    }
    return node.stringValue();
  }

  private long whole(JsonNode node, String name, long min, long max) throws IOException {
    JsonNode number = node.path(name);
    if (!number.isIntegralNumber()
        || !number.canConvertToLong()
        || number.longValue() < min
        || number.longValue() > max) {
      throw problem("\"" + name + "\" is not a whole number from " + min + " to " + max);
    }
    return number.longValue();
  }

  private static boolean has(JsonNode node, String name) {
    return node.hasNonNull(name);
  }

  private IOException problem(String what) {
    return new IOException("Line " + lineNumber + ": " + what + ".");
  }
}
