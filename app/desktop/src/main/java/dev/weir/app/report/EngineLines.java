package dev.weir.app.report;

import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.streams.StreamRow;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The engine's snapshots as lines of a report. */
public final class EngineLines {
  private EngineLines() {}

  public static StreamLine of(StreamRow row) {
    return new StreamLine(
        row.stream().connection(),
        row.stream().name(),
        row.kind().label(),
        row.partitions(),
        OptionalLong.of(row.length()),
        rounded(row.recordsPerSecond()),
        rounded(row.bytesPerSecond()),
        OptionalInt.of(row.groups()),
        row.lastRecordAtMillis().isPresent()
            ? Optional.of(Instant.ofEpochMilli(row.lastRecordAtMillis().getAsLong()).toString())
            : Optional.empty());
  }

  public static List<LagLine> of(GroupView.State state, long nowMillis) {
    return state.partitions().stream()
        .map(lag -> LagLines.of(lag, lag.status(), Optional.empty(), nowMillis))
        .toList();
  }

  public static DemoReport.ConnectionLine of(ConnectionStatus status) {
    return new DemoReport.ConnectionLine(
        status.settings().name(),
        status.settings().kind(),
        status.settings().address(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.broker(),
        status.streams(),
        status.groups(),
        status.fault().map(fault -> fault.what() + " " + fault.remedy()));
  }

  private static OptionalDouble rounded(OptionalDouble value) {
    return value.isPresent() ? Figures.known(value.getAsDouble()) : value;
  }
}
