package dev.weir.alert.judge;

import dev.weir.alert.anomaly.AnomalyDetector;
import dev.weir.alert.anomaly.AnomalyTerm;
import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds each value against all the series has done before. Samples closer together than the check's
 * row are averaged into rows; a row is judged on the arrival of its last sample, so that nothing
 * waits. What an alert is about is held back from what is known while it lasts, for six hours at
 * most.
 */
final class AnomalyJudge implements SeriesJudge {
  /** A level that lasts for longer is a new level, and no anomaly. */
  static final Duration FREEZE = Duration.ofHours(6);

  private final Check.Anomaly check;
  private final Severity severity;
  private final AnomalyDetector detector = new AnomalyDetector();
  private final Rows rows;
  private final double threshold;
  private final Freeze freeze = new Freeze(FREEZE);
  private double tolerance = 1;
  private double value = Double.NaN;
  private Verdict verdict = Verdict.WARMING;
  private double strength;
  private boolean beyondGuard;

  AnomalyJudge(Check.Anomaly check, Severity severity) {
    this.check = check;
    this.severity = severity;
    rows = new Rows(check.row());
    threshold = AnomalyDetector.THRESHOLD / check.sensitivity();
  }

  @Override
  public void take(long at, double sample, boolean firing) {
    freeze.begin();
    if (!rows.add(at, sample)) {
      return;
    }
    value = rows.mean();
    detector.judge(Math.floorDiv(at, 1000L), value);
    strength = detector.strength() * (detector.isSeasoned() ? 1 : 1 / AnomalyDetector.UNSEASONED);
    if (strength >= threshold && !isEnough()) {
      strength = Math.nextDown(threshold);
    }
    beyondGuard = isPastRail();
    if (beyondGuard) {
      strength = Math.max(strength, threshold);
    }
    if (strength >= threshold) {
      verdict = Verdict.of(severity);
    } else {
      verdict = detector.isWarm() ? Verdict.CLEAR : Verdict.WARMING;
    }
    boolean odd = beyondGuard || strength >= threshold * tolerance;
    if (freeze.learns(at, odd, true, detector.expected(), value)) {
      detector.learn();
    } else {
      detector.hold();
    }
  }

  private boolean isPastRail() {
    return (check.floor().isPresent() && value < check.floor().getAsDouble())
        || (check.ceiling().isPresent() && value > check.ceiling().getAsDouble());
  }

  /** Whether an operator would care, however unusual it is. */
  private boolean isEnough() {
    double effect = value - detector.expected();
    return Math.abs(effect) >= check.leastEffect()
        && switch (check.direction()) {
          case UP -> effect > 0;
          case DOWN -> effect < 0;
          case BOTH -> true;
        };
  }

  @Override
  public boolean isBeyondGuard() {
    return beyondGuard;
  }

  @Override
  public Optional<Adoption> adoption() {
    return freeze.adoption();
  }

  @Override
  public void tolerate(double times) {
    tolerance = times;
  }

  @Override
  public void refuse() {
    freeze.refuse();
  }

  @Override
  public String kind() {
    return "anomaly 2 " + check.row();
  }

  @Override
  public void state(State state) {
    rows.state(state);
    detector.state(state);
    freeze.state(state);
    value = state.number(value);
    verdict = state.choice(verdict, Verdict.values());
    strength = state.number(strength);
    beyondGuard = state.flag(beyondGuard);
  }

  @Override
  public int bytes() {
    return 8_000;
  }

  @Override
  public Verdict verdict() {
    return verdict;
  }

  @Override
  public double figure() {
    return value;
  }

  @Override
  public double baseline() {
    return detector.expected();
  }

  @Override
  public double strength() {
    return strength;
  }

  @Override
  public double firingStrength() {
    return threshold;
  }

  @Override
  public String reason() {
    if (verdict == Verdict.WARMING) {
      return "needs a day and a hundred rows before it says anything";
    }
    if (beyondGuard) {
      return Figures.of(value) + " is beyond the guard rail";
    }
    AnomalyTerm most = AnomalyTerm.LEVEL;
    var terms = new StringBuilder();
    for (AnomalyTerm term : AnomalyTerm.values()) {
      double contribution = detector.contribution(term);
      if (contribution > detector.contribution(most)) {
        most = term;
      }
      terms
          .append(terms.isEmpty() ? "" : ", ")
          .append(term.name().toLowerCase(Locale.ROOT).replace('_', ' '))
          .append(contribution < 0 ? " " : " +")
          .append(Figures.of(Math.round(contribution * 100) / 100.0));
    }
    return Figures.of(value)
        + " where "
        + Figures.of(detector.expected())
        + " was expected: "
        + most.sentence()
        + " ("
        + terms
        + ")";
  }
}
