package dev.weir.alert.judge;

import dev.weir.alert.anomaly.NoveltyDetector;
import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;
import java.util.Optional;

/**
 * Holds each row against the nearest one ever seen. What is new is held back from what is known
 * while it lasts, for six hours at most.
 */
final class NoveltyJudge implements SeriesJudge {
  private final Check.Novelty check;
  private final Severity severity;
  private final NoveltyDetector detector = new NoveltyDetector();
  private final Rows rows;
  private final Freeze freeze = new Freeze(AnomalyJudge.FREEZE);
  private double tolerance = 1;
  private double usual;
  private Verdict verdict = Verdict.WARMING;

  NoveltyJudge(Check.Novelty check, Severity severity) {
    this.check = check;
    this.severity = severity;
    rows = new Rows(check.row());
  }

  @Override
  public void take(long at, double value, boolean firing) {
    freeze.begin();
    if (!rows.add(at, value)) {
      return;
    }
    detector.judge(rows.mean());
    double gap = detector.gap();
    if (Double.isNaN(gap)) {
      verdict = Verdict.WARMING;
    } else {
      verdict = gap >= check.gap() ? Verdict.of(severity) : Verdict.CLEAR;
    }
    boolean odd = gap >= check.gap() * tolerance;
    usual = odd ? usual : rows.mean();
    if (freeze.learns(at, odd, true, usual, rows.mean())) {
      detector.learn();
    } else {
      detector.hold();
    }
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
    return "novelty 2 " + check.row();
  }

  @Override
  public void state(State state) {
    rows.state(state);
    detector.state(state);
    freeze.state(state);
    usual = state.number(usual);
    verdict = state.choice(verdict, Verdict.values());
  }

  @Override
  public int bytes() {
    return 2_200;
  }

  @Override
  public Verdict verdict() {
    return verdict;
  }

  @Override
  public double figure() {
    return rows.mean();
  }

  @Override
  public double baseline() {
    return Double.NaN;
  }

  @Override
  public double strength() {
    return Double.isNaN(detector.gap()) ? 0 : detector.gap();
  }

  @Override
  public double firingStrength() {
    return check.gap();
  }

  @Override
  public String reason() {
    return verdict == Verdict.WARMING
        ? "needs a hundred rows before it says anything"
        : Figures.of(rows.mean())
            + " is "
            + Figures.of(100 * detector.gap())
            + " % of the usual spread away from every value seen";
  }
}
