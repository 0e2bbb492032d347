package dev.weir.views.fake;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.health.EngineHealth;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.overview.OverviewSnapshot.Emphasis;
import dev.weir.engine.overview.OverviewSnapshot.Gauge;
import dev.weir.engine.overview.OverviewSnapshot.HealthSentence;
import dev.weir.engine.overview.OverviewSnapshot.Piece;
import dev.weir.engine.overview.OverviewSnapshot.Tile;
import dev.weir.engine.overview.OverviewSnapshot.TileKind;
import dev.weir.engine.overview.OverviewSnapshot.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** The overview of a platform in some trouble, at a given second. */
final class FakeOverview {
  private FakeOverview() {}

  static OverviewSnapshot at(long second) {
    return new OverviewSnapshot(sentences(), tiles(second), troubles());
  }

  static EngineHealth health(long second, long nowMillis) {
    return new EngineHealth(
        48_200 + second % 7 * 31,
        0,
        143L << 20,
        256L << 20,
        2,
        nowMillis - 40,
        second < 3
            ? List.of()
            : List.of(
                new Fault(
                    nowMillis - 9_000,
                    "local",
                    "Nothing answers at localhost:9092.",
                    "Start the broker, or correct the address.")));
  }

  private static List<Trouble> troubles() {
    return List.of(
        new Trouble(
            new Target.ToTroubledStreams(),
            2,
            Severity.WARNING,
            "1 dead-letter stream holds 412 records, 1 stream with a problem"),
        new Trouble(
            new Target.ToTroubledGroups(),
            3,
            Severity.CRITICAL,
            "3 groups need a look, 1 critical"));
  }

  private static List<HealthSentence> sentences() {
    return List.of(
        new HealthSentence(
            Severity.CRITICAL,
            List.of(
                strong("billing"),
                plain(" is "),
                strong("4 min 10 s"),
                plain(" behind on "),
                strong("orders"),
                plain(", growing 900 records/s; it will not drain at this rate"),
                muted(" · retention reaches unread data in 2 h 5 min")),
            new Target.ToGroup(FakeConsole.group("billing"))),
        new HealthSentence(
            Severity.WARNING,
            List.of(
                strong("412"),
                plain(" dead letters on "),
                strong("payments-dlt"),
                plain(" since 14:31, one cause: "),
                new Piece("JsonParseException", Emphasis.CODE),
                plain(" at "),
                new Piece("PaymentCodec.read", Emphasis.CODE)),
            new Target.ToStream(FakeConsole.topic("payments-dlt"))),
        new HealthSentence(
            Severity.OK,
            List.of(plain("41 other groups keep up · 63 streams flow · all brokers answer (6 ms)")),
            new Target.Nowhere()));
  }

  private static List<Tile> tiles(long second) {
    return List.of(
        tile(
            TileKind.PRODUCED,
            48_200 + second % 50 * 100,
            3,
            Severity.OK,
            Optional.empty(),
            second,
            false),
        tile(TileKind.CONSUMED, 47_300, -1, Severity.OK, Optional.empty(), second, false),
        tile(TileKind.LATENCY, 182, 21, Severity.OK, Optional.empty(), second, false),
        tile(TileKind.LAG, 228_000, 250_000, Severity.CRITICAL, Optional.empty(), second, true),
        tile(
            TileKind.ERRORS,
            0.8,
            1,
            Severity.WARNING,
            Optional.of(new Gauge(0.5, 1, 2)),
            second,
            false),
        tile(
            TileKind.DEAD_LETTERS, 412, 540_000, Severity.WARNING, Optional.empty(), second, true));
  }

  private static Tile tile(
      TileKind kind,
      double value,
      double aside,
      Severity severity,
      Optional<Gauge> gauge,
      long second,
      boolean rising) {
    var random = new Random(kind.ordinal() + 7);
    var spark = new float[60];
    double level = 0.6;
    for (int i = 0; i < spark.length; i++) {
      level = Math.clamp(level + (random.nextDouble() - 0.5) * 0.25, 0.2, 1);
      spark[(int) ((i + second) % 60)] =
          (float) (rising ? (i < 30 ? 0.1 : 0.1 + (i - 30) / 30.0) + level * 0.05 : level);
    }
    if (rising) {
      java.util.Arrays.sort(spark);
    }
    return new Tile(
        kind,
        OptionalDouble.of(value),
        OptionalDouble.of(aside),
        severity,
        gauge,
        spark,
        "What it measures, in words: " + kind + ".",
        kind == TileKind.LAG ? new Target.ToGroups() : new Target.ToStreams());
  }

  private static Piece plain(String text) {
    return new Piece(text, Emphasis.NONE);
  }

  private static Piece strong(String text) {
    return new Piece(text, Emphasis.STRONG);
  }

  private static Piece muted(String text) {
    return new Piece(text, Emphasis.MUTED);
  }
}
