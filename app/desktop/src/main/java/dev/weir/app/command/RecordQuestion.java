package dev.weir.app.command;

import dev.weir.alert.expression.Compilation;
import dev.weir.alert.expression.RecordCondition;
import dev.weir.alert.expression.RecordFacts;
import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A condition in CEL, asked of records. Confined to one thread. */
final class RecordQuestion {
  private final RecordCondition condition;
  private final PayloadDecoder decoder;

  /**
   * Reads {@code cel}.
   *
   * @throws UsageProblem with line and column if it is no condition
   */
  RecordQuestion(String cel, PayloadDecoder decoder) {
    condition =
        switch (RecordCondition.compile(cel)) {
          case Compilation.Compiled(RecordCondition compiled) -> compiled;
          case Compilation.Failed(var problem) ->
              throw new UsageProblem("--where: " + problem.sentence());
        };
    this.decoder = decoder;
  }

  boolean isMetBy(StreamRecord record) {
    return condition.test(facts(record));
  }

  /** A sentence on records that could not be asked, if there were any. */
  Optional<String> notice() {
    return condition.errors() == 0
        ? Optional.empty()
        : Optional.of(
            condition.errors()
                + " records could not be asked --where and were left out: "
                + condition.lastError());
  }

  private RecordFacts facts(StreamRecord record) {
    var headers = new LinkedHashMap<String, String>();
    for (Header header : record.headers()) {
      if (header.value() instanceof Payload.Bytes(byte[] bytes, int _)) {
        headers.put(header.name(), new String(bytes, StandardCharsets.UTF_8));
      } else {
        headers.put(header.name(), "");
      }
    }
    return new RecordFacts(
        record.stream().name(),
        record.partition(),
        record.position() instanceof Position.Offset(int _, long offset)
            ? OptionalLong.of(offset)
            : OptionalLong.empty(),
        record.position() instanceof Position.EntryId id
            ? Optional.of(id.toString())
            : Optional.empty(),
        record.timestampType() == TimestampType.NONE
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(record.timestampMillis())),
        decoder.plain(record.stream(), record.key()),
        decoder.plain(record.stream(), record.value()),
        Map.copyOf(headers),
        record.sizeBytes());
  }
}
