package dev.weir.alert.evaluation;

import dev.weir.alert.judge.Adoption;
import dev.weir.alert.judge.SeriesJudge;
import dev.weir.alert.judge.SeriesJudges;
import dev.weir.alert.life.AlertLife;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.life.Change;
import dev.weir.alert.life.SavedLife;
import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Rule;
import dev.weir.alert.state.State;
import dev.weir.alert.state.StateBytes;
import java.util.Optional;
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

  /** What is farther from 0 counts as this: its sums and squares would be no numbers any more. */
  private static final double MOST_VALUE = 1e37;

  /** An alert that fires at its tolerance is good again below this share of it. */
  private static final double GOOD_AGAIN = 0.9;

  private static final double BELOW_HALF = Math.nextDown(0.5);

  private final Rule rule;
  private final Series series;
  private SeriesJudge judge;
  private final AlertLife life;
  private long newest = Long.MIN_VALUE;
  private long late;
  private long errors;
  private String lastError = "";
  private double score;
  private double tolerance = 1;
  private double peak;

  public SeriesRun(Rule rule, Series series) {
    this.rule = rule;
    this.series = series;
    judge = SeriesJudges.of(rule);
    life = new AlertLife(rule.life());
  }

  /**
   * Goes on where an earlier run ended: what fires goes on firing until the check says otherwise.
   * What the check had learnt is taken over by {@link #learn}.
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

  /** All that the check has learnt, to be written down; empty where it is too much for that. */
  public byte[] learnt() {
    return StateBytes.of(judge.kind(), state -> walk(state, judge));
  }

  /**
   * Takes over what an earlier run had learnt, in place of what this one has. Bytes that were
   * spoilt, of another kind of check or from the future change nothing.
   *
   * @param now epoch milliseconds
   * @return whether it was taken over
   */
  public boolean learn(byte[] learnt, long now) {
    SeriesJudge fresh = SeriesJudges.of(rule);
    long seen = newest;
    double strongest = peak;
    boolean fits = StateBytes.read(learnt, fresh.kind(), state -> walk(state, fresh));
    boolean isPast = newest <= now;
    newest = seen;
    if (!fits || !isPast) {
      peak = strongest;
      return false;
    }
    fresh.tolerate(tolerance);
    judge = fresh;
    return true;
  }

  /** The state's own time says whether it is from the future; it is no sample's time. */
  private void walk(State state, SeriesJudge of) {
    newest = state.whole(newest);
    peak = state.number(peak);
    of.state(state);
  }

  /** What the newest sample made the check take for usual. */
  public Optional<Adoption> adoption() {
    return judge.adoption();
  }

  /**
   * Goes back to what had been learnt before something was taken for usual, and does not take it
   * for usual again while it lasts.
   *
   * @return false where {@code before} is not to be read any more; then nothing was changed
   */
  public boolean refuse(byte[] before, long now) {
    boolean isTaken = learn(before, now);
    if (isTaken) {
      judge.refuse();
    }
    return isTaken;
  }

  /** How many times stronger than its rule says a warning must be here. */
  public double tolerance() {
    return tolerance;
  }

  /**
   * Warnings must be {@code times} as strong as the rule says; critical ones and guard rails are
   * not touched by it.
   *
   * @param times from 1 to {@link #mostTolerance}
   */
  public void tolerate(double times) {
    tolerance = Math.clamp(times, 1, judge.mostTolerance());
    judge.tolerate(tolerance);
  }

  /** How much {@link #tolerate} can be asked for: ten times, more of a limit at or across 0. */
  public double mostTolerance() {
    return judge.mostTolerance();
  }

  /** What a tolerance means here, in words: "10 times its limit". */
  public String tolerated(double times) {
    return judge.tolerated(times);
  }

  /** How many times stronger than its rule says it has been since it last pended; 0 if never. */
  public double peak() {
    return peak;
  }

  /** Bytes that it takes, about. */
  public int bytes() {
    return judge.bytes();
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
    return tolerance > 1
        ? judge.reason() + "; " + judge.tolerated(tolerance) + " is tolerated here"
        : judge.reason();
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
    judge.take(at, Math.clamp(value, -MOST_VALUE, MOST_VALUE), life.state() == AlertState.FIRING);
    Verdict verdict = tolerant(judge.verdict());
    if (verdict.isBreach()) {
      verdict = permitted(verdict, at, value);
    }
    double strength = judge.strength();
    if (verdict.isBreach()) {
      double before = life.state() == AlertState.NORMAL ? 0 : peak;
      peak = Math.max(before, strength / judge.firingStrength());
    }
    double toRaise = life.strengthToRaise(at, judge.firingStrength());
    Change change = life.observe(at, verdict, strength);
    score = score(strength, toRaise, verdict.isBreach(), change.isRaise());
    tell(at, change, history);
  }

  /** See {@link SeriesJudge#signal}. */
  public void signal(int part, long at, double value) {
    judge.signal(part, at, value);
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

  private Verdict tolerant(Verdict verdict) {
    if (tolerance <= 1 || judge.isBeyondGuard()) {
      return verdict;
    }
    double ratio = judge.strength() / judge.firingStrength();
    boolean isMild = verdict == Verdict.WARNING || (verdict == Verdict.HOLD && ratio > 0);
    if (!isMild || (verdict == Verdict.WARNING && ratio >= tolerance)) {
      return verdict;
    }
    return ratio >= GOOD_AGAIN * tolerance ? Verdict.HOLD : Verdict.CLEAR;
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
            at == life.silentAt() ? "nothing heard for too long" : reason()));
  }
}
