package dev.weir.views.tail;

import dev.weir.engine.decode.Decoded;
import dev.weir.engine.tail.Inspection;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import dev.weir.views.kit.Formats;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What there is to say about a record besides its contents, in the order to show it. */
final class RecordFacts {
  private RecordFacts() {}

  /** One line: "Offset", "77 319". */
  record Fact(String name, String value) {}

  /** "payments · 4 @ 77 319". */
  static String title(StreamRecord record) {
    return record.stream().name()
        + " · "
        + switch (record.position()) {
          case Position.Offset offset ->
              offset.partition() + " @ " + Formats.exact(offset.offset());
          case Position.EntryId id -> id.toString();
        };
  }

  /** As in the table's column. */
  static String position(StreamRecord record) {
    return switch (record.position()) {
      case Position.Offset offset -> Long.toString(offset.offset());
      case Position.EntryId id -> id.toString();
    };
  }

  static List<Fact> of(Inspection inspection, ZoneId zone) {
    StreamRecord record = inspection.row().record();
    var facts = new ArrayList<Fact>();
    facts.add(new Fact("Stream", record.stream().name()));
    facts.add(new Fact("Connection", record.stream().connection()));
    switch (record.position()) {
      case Position.Offset offset -> {
        facts.add(new Fact("Partition", Integer.toString(offset.partition())));
        facts.add(new Fact("Offset", Formats.exact(offset.offset())));
      }
      case Position.EntryId id -> facts.add(new Fact("Entry id", id.toString()));
    }
    if (record.timestampType() == TimestampType.NONE) {
      facts.add(new Fact("Timestamp", "none"));
    } else {
      facts.add(new Fact("Timestamp", Formats.iso(record.timestampMillis(), zone)));
      facts.add(new Fact("Stamped as", record.timestampType().label()));
    }
    facts.add(new Fact("Received", Formats.iso(record.receivedMillis(), zone)));
    facts.add(age(inspection));
    facts.add(new Fact("Key", contents(inspection.key(), record.key())));
    facts.add(new Fact("Value", contents(inspection.value(), record.value())));
    facts.add(new Fact("Headers", Integer.toString(record.headers().size())));
    facts.add(new Fact("Size", exactBytes(record.sizeBytes())));
    inspection.value().note().ifPresent(note -> facts.add(new Fact("Value note", note)));
    inspection.key().note().ifPresent(note -> facts.add(new Fact("Key note", note)));
    return facts;
  }

  /** How old the record was when it came here, and by whose clock that is told. */
  static Fact age(Inspection inspection) {
    TimestampType type = inspection.row().record().timestampType();
    if (inspection.ageAtReceiptMillis().isEmpty()) {
      return new Fact("Age", Formats.UNKNOWN + ": it has no timestamp");
    }
    long millis = inspection.ageAtReceiptMillis().getAsLong();
    return new Fact(
        "Age",
        millis < 0
            ? Formats.duration(Duration.ofMillis(-millis))
                + " before "
                + type.label()
                + ": the clocks differ"
            : Formats.duration(Duration.ofMillis(millis))
                + " from "
                + type.label()
                + " to receipt");
  }

  private static String contents(Decoded decoded, Payload payload) {
    return switch (payload) {
      case Payload.Absent _ -> "null";
      case Payload.Bytes bytes ->
          decoded.format()
              + ", "
              + exactBytes(bytes.trueLength())
              + (bytes.isCut() ? ", " + exactBytes(bytes.bytes().length) + " shown" : "");
    };
  }

  private static String exactBytes(long bytes) {
    return bytes < 1024
        ? bytes + "\u00a0B"
        : Formats.bytes(bytes) + " (" + Formats.exact(bytes) + "\u00a0B)";
  }
}
