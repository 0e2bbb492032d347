package dev.weir.engine.export;

import dev.weir.engine.decode.ValueText;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Optional;

/**
 * Writes records as lines of UTF-8, from which each can be had back byte for byte. Buffered; not
 * thread-safe.
 */
public final class RecordWriter implements Closeable, Flushable {
  private static final int BUFFER_CHARS = 1 << 15;
  private static final DateTimeFormatter ISO_MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final OutputStream out;
  private final boolean isCsv;
  private final StringBuilder buffer = new StringBuilder();

  private RecordWriter(OutputStream out, boolean isCsv) {
    this.out = out;
    this.isCsv = isCsv;
  }

  /**
   * One JSON object per line: {@code {stream, partition, offset | id, timestamp, timestamp_type,
   * key, value, headers: [[name, value|null], …], size}}. Text is a string, other bytes are {@code
   * {"base64": "…"}}, null is null. A Redis entry has partition null. Payloads that were cut for
   * showing are named, with their true length in bytes, in an object {@code cut}.
   */
  public static RecordWriter jsonLines(OutputStream out) {
    return new RecordWriter(out, false);
  }

  /**
   * Comma-separated as in RFC 4180, with a header line. As CSV cannot tell null from empty text, a
   * column beside key and value says how it is written: {@code text}, {@code base64} or {@code
   * null}. Headers and cuts are as in {@link #jsonLines}.
   */
  public static RecordWriter csv(OutputStream out) {
    var writer = new RecordWriter(out, true);
    writer.buffer.append(
        "stream,partition,offset,id,timestamp,timestamp_type,"
            + "key,key_encoding,value,value_encoding,headers,size,cut\r\n");
    return writer;
  }

  /** Writes one record. */
  public void write(StreamRecord record) throws IOException {
    if (isCsv) {
      appendCsv(record);
      buffer.append("\r\n");
    } else {
      appendJson(buffer, record);
      buffer.append('\n');
    }
    if (buffer.length() >= BUFFER_CHARS) {
      drain();
    }
  }

  @Override
  public void flush() throws IOException {
    drain();
    out.flush();
  }

  /** Flushes and closes the stream underneath. */
  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }

  /** One record as {@link #jsonLines} writes it, without the line's end. */
  public static String jsonLine(StreamRecord record) {
    var line = new StringBuilder();
    appendJson(line, record);
    return line.toString();
  }

  /**
   * A record that is not in a stream so far, as {@link #jsonLines} writes one, without the line's
   * end: its partition and time are null unless it names them, and it has no offset.
   *
   * @param stream where it is to go
   * @param id of the entry that it was; empty: none
   */
  public static String jsonLine(StreamRef stream, Optional<Position.EntryId> id, NewRecord record) {
    var line = new StringBuilder("{\"stream\":");
    ValueText.appendQuoted(line, stream.name());
    line.append(",\"partition\":");
    record
        .partition()
        .ifPresentOrElse(partition -> line.append(partition), () -> line.append("null"));
    id.ifPresent(known -> line.append(",\"id\":\"").append(known).append('"'));
    boolean timed = record.timestampMillis().isPresent();
    appendContent(
        line,
        new StreamRecord(
            stream,
            new Position.Offset(record.partition().orElse(0), 0),
            record.timestampMillis().orElse(0),
            timed ? TimestampType.CREATE_TIME : TimestampType.NONE,
            0,
            record.key(),
            record.value(),
            record.headers(),
            (int) Math.min(Integer.MAX_VALUE, record.bytes())));
    return line.toString();
  }

  private void drain() throws IOException {
    out.write(buffer.toString().getBytes(StandardCharsets.UTF_8));
    buffer.setLength(0);
    if (buffer.capacity() > BUFFER_CHARS * 8) {
      buffer.trimToSize();
    }
  }

  private static void appendJson(StringBuilder out, StreamRecord record) {
    out.append("{\"stream\":");
    ValueText.appendQuoted(out, record.stream().name());
    switch (record.position()) {
      case Position.Offset(int partition, long offset) ->
          out.append(",\"partition\":").append(partition).append(",\"offset\":").append(offset);
      case Position.EntryId id ->
          out.append(",\"partition\":null,\"id\":\"").append(id).append('"');
    }
    appendContent(out, record);
  }

  /** All but where it is. */
  private static void appendContent(StringBuilder out, StreamRecord record) {
    out.append(",\"timestamp\":");
    if (record.timestampType() == TimestampType.NONE) {
      out.append("null");
    } else {
      out.append('"').append(iso(record.timestampMillis())).append('"');
    }
    out.append(",\"timestamp_type\":\"").append(record.timestampType().label()).append('"');
    out.append(",\"key\":");
    appendPayload(out, record.key());
    out.append(",\"value\":");
    appendPayload(out, record.value());
    out.append(",\"headers\":");
    appendHeaders(out, record.headers());
    out.append(",\"size\":").append(record.sizeBytes());
    if (isCut(record)) {
      out.append(",\"cut\":");
      appendCuts(out, record);
    }
    out.append('}');
  }

  private static void appendPayload(StringBuilder out, Payload payload) {
    switch (payload) {
      case Payload.Absent() -> out.append("null");
      case Payload.Bytes(var bytes, _) -> {
        PayloadText text = PayloadText.of(bytes);
        if (text.isText()) {
          ValueText.appendQuoted(out, text.text());
        } else {
          out.append("{\"base64\":\"").append(text.text()).append("\"}");
        }
      }
    }
  }

  private static void appendHeaders(StringBuilder out, List<Header> headers) {
    out.append('[');
    String separator = "";
    for (Header header : headers) {
      out.append(separator).append('[');
      ValueText.appendQuoted(out, header.name());
      out.append(',');
      appendPayload(out, header.value());
      out.append(']');
      separator = ",";
    }
    out.append(']');
  }

  private static boolean isCut(StreamRecord record) {
    boolean cut = isCut(record.key()) || isCut(record.value());
    for (Header header : record.headers()) {
      cut |= isCut(header.value());
    }
    return cut;
  }

  private static boolean isCut(Payload payload) {
    return payload instanceof Payload.Bytes bytes && bytes.isCut();
  }

  private static void appendCuts(StringBuilder out, StreamRecord record) {
    out.append('{');
    String separator = "";
    if (isCut(record.key())) {
      out.append("\"key\":").append(record.key().trueLength());
      separator = ",";
    }
    if (isCut(record.value())) {
      out.append(separator).append("\"value\":").append(record.value().trueLength());
      separator = ",";
    }
    for (int i = 0; i < record.headers().size(); i++) {
      Payload value = record.headers().get(i).value();
      if (isCut(value)) {
        out.append(separator).append("\"headers[").append(i).append("]\":");
        out.append(value.trueLength());
        separator = ",";
      }
    }
    out.append('}');
  }

  private void appendCsv(StreamRecord record) {
    cell(record.stream().name());
    switch (record.position()) {
      case Position.Offset(int partition, long offset) ->
          buffer.append(',').append(partition).append(',').append(offset).append(",,");
      case Position.EntryId id -> buffer.append(",,,").append(id).append(',');
    }
    if (record.timestampType() != TimestampType.NONE) {
      buffer.append(iso(record.timestampMillis()));
    }
    buffer.append(',').append(record.timestampType().label()).append(',');
    csvPayload(record.key());
    csvPayload(record.value());
    var json = new StringBuilder();
    appendHeaders(json, record.headers());
    cell(json.toString());
    buffer.append(',').append(record.sizeBytes()).append(',');
    if (isCut(record)) {
      json.setLength(0);
      appendCuts(json, record);
      cell(json.toString());
    }
  }

  /** Two cells, each with a comma behind it. */
  private void csvPayload(Payload payload) {
    switch (payload) {
      case Payload.Absent() -> buffer.append(",null,");
      case Payload.Bytes(var bytes, _) -> {
        PayloadText text = PayloadText.of(bytes);
        cell(text.text());
        buffer.append(text.isText() ? ",text," : ",base64,");
      }
    }
  }

  /** Quoted where it must be; empty text is quoted too, unlike null. */
  private void cell(String text) {
    boolean isPlain = !text.isEmpty() && text.charAt(0) != ' ' && !text.endsWith(" ");
    for (int i = 0; i < text.length() && isPlain; i++) {
      char c = text.charAt(i);
      isPlain = c != '"' && c != ',' && c != '\n' && c != '\r';
    }
    if (isPlain) {
      buffer.append(text);
    } else {
      buffer.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }

  private static String iso(long epochMillis) {
    return ISO_MILLIS.format(Instant.ofEpochMilli(epochMillis));
  }
}
