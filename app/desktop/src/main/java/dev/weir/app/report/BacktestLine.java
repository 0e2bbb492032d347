package dev.weir.app.report;

import dev.weir.engine.rules.Backtest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A backtest as {@code weir rules backtest --json} prints it. Times are ISO-8601 in UTC.
 *
 * @param late samples left out because they came after newer ones
 */
public record BacktestLine(String rule, int samples, long late, List<Alert> alerts) {
  /**
   * An alert that would have been raised.
   *
   * @param resolvedAt null if it fires still at the end
   * @param baseline null where nobody knows
   * @param score 0.5 to 1
   * @param episode when the episode began: alerts of the same belong together
   * @param flapping whether it starts and ends too often for each start to be news
   */
  public record Alert(
      String pendingAt,
      String firedAt,
      Optional<String> resolvedAt,
      OptionalDouble value,
      OptionalDouble baseline,
      double score,
      String severity,
      String change,
      String episode,
      boolean flapping,
      String reason) {}

  public static BacktestLine of(Backtest backtest) {
    return new BacktestLine(
        backtest.rule().name(),
        backtest.series().size(),
        backtest.late(),
        backtest.alerts().stream().map(BacktestLine::alert).toList());
  }

  private static Alert alert(Backtest.Raised raised) {
    var transition = raised.transition();
    return new Alert(
        time(raised.pendingAt()),
        time(transition.at()),
        raised.resolvedAt().isPresent()
            ? Optional.of(time(raised.resolvedAt().getAsLong()))
            : Optional.empty(),
        known(transition.value()),
        known(transition.baseline()),
        transition.score(),
        transition.severity().name().toLowerCase(Locale.ROOT),
        transition.change().name().toLowerCase(Locale.ROOT),
        time(transition.episode()),
        transition.flapping(),
        transition.reason());
  }

  /** As exactly as it was judged; empty for NaN and infinity. */
  private static OptionalDouble known(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static String time(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).toString();
  }
}
