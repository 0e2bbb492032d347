package dev.weir.alert.judge;

import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Rule;

/** Makes the judge a rule needs. */
public final class SeriesJudges {
  private SeriesJudges() {}

  /** A new judge for one more series of {@code rule}. */
  public static SeriesJudge of(Rule rule) {
    return switch (rule.check()) {
      case Check.Threshold check -> new ThresholdJudge(check);
      case Check.Difference check -> new DifferenceJudge(check);
      case Check.Anomaly check -> new AnomalyJudge(check, rule.severity());
      case Check.Novelty check -> new NoveltyJudge(check, rule.severity());
      case Check.Flatline check -> new FlatlineJudge(check, rule.severity());
      case Check.Adaptive check -> new AdaptiveJudge(check, rule.severity());
      case Check.Forecast check -> new ForecastJudge(check);
      case Check.BurnRate check -> new BurnRateJudge(check);
      case Check.Pattern check -> new PatternJudge(check, rule.severity());
      case Check.Correlation check -> new CorrelationJudge(check);
      case Check.Composite check -> new CompositeJudge(check, rule.severity());
    };
  }
}
