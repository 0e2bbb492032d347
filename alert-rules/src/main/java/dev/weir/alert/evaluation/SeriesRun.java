package dev.weir.alert.evaluation;

import dev.weir.alert.judge.SeriesJudge;
import dev.weir.alert.judge.SeriesJudges;
import dev.weir.alert.life.AlertLife;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.life.Change;
import dev.weir.alert.life.SavedLife;
import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Rule;
import java.util.function.Consumer;

/**
 * One rule on one series: samples in, transitions out. Times come with the samples; those that come
 * later than {@link #LATENESS_MS} after newer ones are counted and left out, the others are taken
 * as if they came with the newest. The same samples give the same history, live or replayed.
 * Confined to one thread.
 */
public final class SeriesRun {
  /** How far behind the newest sample another one may be. */
  public static final long LATENESS_MS = 10_000;

  private static final double BELOW_HALF = Math.nextDown(0.5);

  private final Rule rule;
  private final Series series;
  private final SeriesJudge judge;
  private final AlertLife life;
  private long newest = Long.MIN_VALUE;
  private long late;
  private long errors;
  private String lastError = "";
  private double score;

  public SeriesRun(Rule rule, Series series) {
    this.rule = rule;
    this.series = series;
    judge = SeriesJudges.of(rule);
    life = new AlertLife(rule.life());
  }

  /**
   * Goes on where an earlier run ended. What the check itself had learnt begins anew; what fires
   * goes on firing until the check says otherwise.
   *
   * @param now epoch milliseconds: time since the earlier run does not count
   */
  public SeriesRun(Rule rule, Series series, SavedLife saved, long now) {
    this.rule = rule;
    this.series = series;
    judge = SeriesJudges.of(rule);
    life = new AlertLife(rule.life(), saved);
    life.resume(now);
  }

  /** Its alert's life, to be written down. */
  public SavedLife saved() {
    return life.saved();
  }

  /** See {@link AlertLife#resume}. */
  public void resume(long now) {
    life.resume(now);
    newest = Math.max(newest, now);
  }

  /** The figure that was judged last; NaN where there is none. */
  public double figure() {
    return judge.figure();
  }

  /** What it was held against; NaN where there is nothing. */
  public double baseline() {
    return judge.baseline();
  }

  /** Below it is bad; NaN where nothing can be too low, or nothing is known yet. */
  public double lower() {
    return judge.lower();
  }

  /** Above it is bad; NaN where nothing can be too high, or nothing is known yet. */
  public double upper() {
    return judge.upper();
  }

  /** Why it is as it is, as a sentence without its full stop. */
  public String reason() {
    return judge.reason();
  }

  /**
   * Takes a sample.
   *
   * @param time epoch milliseconds
   * @param value NaN and infinities are no samples: nothing was heard
   * @param history told of what changed
   */
  public void take(long time, double value, Consumer<Transition> history) {
    if (newest != Long.MIN_VALUE && time < newest - LATENESS_MS) {
      late++;
      score = 0;
      return;
    }
    pass(time, history);
    long at = Math.max(time, newest);
    newest = at;
    if (!Double.isFinite(value)) {
      score = 0;
      return;
    }
    judge.take(at, value, life.state() == AlertState.FIRING);
    Verdict verdict = judge.verdict();
    if (verdict.isBreach()) {
      verdict = permitted(verdict, at, value);
    }
    double strength = judge.strength();
    double toRaise = life.strengthToRaise(at, judge.firingStrength());
    Change change = life.observe(at, verdict, strength);
    score = score(strength, toRaise, verdict.isBreach(), change.isRaise());
    tell(at, change, history);
  }

  /** Tells it that time has come to {@code now}, so that silence is noticed. */
  public void pass(long now, Consumer<Transition> history) {
    long silentAt = life.silentAt();
    if (silentAt <= now) {
      tell(silentAt, life.silent(), history);
    }
  }

  /**
   * How strongly the newest sample calls for telling somebody, from 0 to 1: 0.5 and above where it
   * is in breach and would be told. Within an episode that takes as much more as the rule says.
   */
  public double score() {
    return score;
  }

  /** Samples left out because newer ones had come long before. */
  public long late() {
    return late;
  }

  /** Samples whose condition could not be evaluated; they neither start nor end an alert. */
  public long errors() {
    return errors;
  }

  /** Why the last of {@link #errors} was one; empty if none was. */
  public String lastError() {
    return lastError;
  }

  public AlertState state() {
    return life.state();
  }

  /** How bad it is, or was when it last fired. */
  public Severity severity() {
    return life.severity();
  }

  /** A breach as the rule's condition lets it be; one that cannot be asked changes nothing. */
  private Verdict permitted(Verdict breach, long at, double value) {
    if (rule.when().isEmpty()) {
      return breach;
    }
    try {
      return rule.when().get().holds(series.metric(), series.labels(), at, value)
          ? breach
          : Verdict.CLEAR;
    } catch (IllegalStateException unasked) {
      errors++;
      lastError = String.valueOf(unasked.getMessage());
      return Verdict.HOLD;
    }
  }

  private static double score(double strength, double toRaise, boolean breach, boolean raised) {
    double score = strength <= 0 ? 0 : strength / (strength + toRaise);
    if (raised) {
      return Math.max(score, 0.5);
    }
    return breach ? Math.min(score, 1) : Math.min(score, BELOW_HALF);
  }

  private void tell(long at, Change change, Consumer<Transition> history) {
    if (change == Change.NONE) {
      return;
    }
    history.accept(
        new Transition(
            rule.name(),
            series,
            at,
            change,
            life.state(),
            life.severity(),
            life.pendingAt(),
            life.episodeStart(),
            judge.figure(),
            judge.baseline(),
            score,
            life.isFlapping(),
            at == life.silentAt() ? "nothing heard for too long" : judge.reason()));
  }
}
