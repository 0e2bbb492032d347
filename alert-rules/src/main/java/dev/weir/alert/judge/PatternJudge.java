package dev.weir.alert.judge;

import dev.weir.alert.life.Severity;
import dev.weir.alert.life.Verdict;
import dev.weir.alert.rule.Check;
import dev.weir.alert.state.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Looks for events in a pattern. Events count in the order of their times, whatever order they came
 * in since the last sample; what has the same time as another is not later than it. Of a sequence
 * only the newest chain that has come so far is kept, of a count the newest events: the memory does
 * not grow.
 */
final class PatternJudge implements SeriesJudge {
  private static final long NEVER = Long.MIN_VALUE;
  private static final long DAY_S = 86_400;

  /** Signals between two samples; beyond that the oldest are let go. */
  private static final int MOST_WAITING = 10_000;

  private final Check.Pattern check;
  private final Severity severity;
  private final long withinMs;
  private final List<Signal> waiting = new ArrayList<>();

  /** Of each step: when the newest chain that reaches it began, and when it came. */
  private final long[] began;

  private final long[] came;
  private final long[] newest;
  private long matchedAt = NEVER;
  private boolean holds;
  private boolean late;
  private String story = "";

  private record Signal(long at, int part) {}

  PatternJudge(Check.Pattern check, Severity severity) {
    this.check = check;
    this.severity = severity;
    withinMs = check.within().toMillis();
    began = new long[check.steps().size()];
    came = new long[check.steps().size()];
    newest = new long[check.atLeast()];
    Arrays.fill(began, NEVER);
    Arrays.fill(came, NEVER);
    Arrays.fill(newest, NEVER);
  }

  @Override
  public void signal(int part, long at, double value) {
    if (waiting.size() == MOST_WAITING) {
      waiting.removeFirst();
    }
    waiting.add(new Signal(at, part));
  }

  @Override
  public void take(long at, double value, boolean firing) {
    late = false;
    // Later steps first: one event is not two steps of a sequence.
    waiting.sort(
        Comparator.comparingLong(Signal::at)
            .thenComparing(signal -> check.steps().get(signal.part()).negated())
            .thenComparing(Signal::part, Comparator.reverseOrder()));
    for (Signal signal : waiting) {
      switch (check.shape()) {
        case SEQUENCE -> sequence(signal.part(), signal.at());
        case ALL -> all(signal.part(), signal.at());
        case COUNT -> count(signal.at());
        case ABSENCE -> absence(signal.part(), signal.at());
      }
    }
    waiting.clear();
    holds =
        switch (check.shape()) {
          case SEQUENCE, ALL -> matchedAt != NEVER && at - matchedAt <= withinMs;
          case COUNT -> oldest() != NEVER && at - oldest() <= withinMs;
          case ABSENCE -> late || (began[0] != NEVER && at - began[0] > withinMs);
        };
  }

  private void sequence(int part, long at) {
    int before = before(part);
    if (check.steps().get(part).negated()) {
      if (before >= 0 && came[before] != NEVER && at > came[before]) {
        began[before] = NEVER;
        came[before] = NEVER;
      }
      return;
    }
    if (before < 0) {
      began[part] = at;
    } else if (began[before] != NEVER && at > came[before] && at - began[before] <= withinMs) {
      began[part] = began[before];
    } else {
      return;
    }
    came[part] = at;
    if (part == last()) {
      matchedAt = at;
      tell(began[part], at);
      Arrays.fill(began, NEVER);
      Arrays.fill(came, NEVER);
    }
  }

  /** The step that must have come before; -1 if none. */
  private int before(int part) {
    int before = part - 1;
    while (before >= 0 && check.steps().get(before).negated()) {
      before--;
    }
    return before;
  }

  private int last() {
    return before(check.steps().size());
  }

  private void all(int part, long at) {
    came[part] = at;
    long first = at;
    for (long one : came) {
      if (one == NEVER || at - one > withinMs) {
        return;
      }
      first = Math.min(first, one);
    }
    matchedAt = at;
    tell(first, at);
  }

  private void count(long at) {
    System.arraycopy(newest, 1, newest, 0, newest.length - 1);
    newest[newest.length - 1] = at;
    if (oldest() != NEVER) {
      tell(oldest(), at);
    }
  }

  private long oldest() {
    return newest[0];
  }

  private void absence(int part, long at) {
    if (part == 0) {
      if (began[0] == NEVER) {
        began[0] = at;
        tell(at, NEVER);
      }
    } else if (began[0] != NEVER && at > began[0]) {
      // Told already where a sample came between.
      late = !holds && at - began[0] > withinMs;
      began[0] = NEVER;
    }
  }

  private void tell(long from, long to) {
    story = to == NEVER ? clock(from) : clock(from) + " to " + clock(to);
  }

  /** Time of day in UTC. */
  private static String clock(long millis) {
    long second = Math.floorMod(Math.floorDiv(millis, 1_000L), DAY_S);
    return "%02d:%02d:%02d UTC".formatted(second / 3600, second / 60 % 60, second % 60);
  }

  @Override
  public Verdict verdict() {
    return holds ? Verdict.of(severity) : Verdict.CLEAR;
  }

  @Override
  public double figure() {
    return holds ? 1 : 0;
  }

  @Override
  public double baseline() {
    return Double.NaN;
  }

  @Override
  public double strength() {
    return holds ? 1 : 0;
  }

  @Override
  public double firingStrength() {
    return 1;
  }

  @Override
  public String reason() {
    String within = " within " + Figures.time(withinMs);
    if (!holds) {
      return "has not come" + within;
    }
    return switch (check.shape()) {
      case SEQUENCE -> words(" then ") + within + ", " + story;
      case ALL -> words(" and ") + within + ", " + story;
      case COUNT -> words("") + " " + check.atLeast() + " times" + within + ", " + story;
      case ABSENCE ->
          word(check.steps().getLast())
              + " has not come"
              + within
              + " after "
              + word(check.steps().getFirst())
              + " at "
              + story;
    };
  }

  private String words(String joined) {
    return String.join(
        joined,
        check.steps().stream().filter(step -> !step.negated()).map(PatternJudge::word).toList());
  }

  private static String word(Check.Step step) {
    return switch (step.event()) {
      case Check.Event.OfRule(String rule, boolean ends, var _) ->
          rule + (ends ? " is over" : " fires");
      case Check.Event.OfMetric(String metric, var _, var when) -> metric + ": " + when.text();
    };
  }

  @Override
  public String kind() {
    return "pattern 1 " + check.shape() + " " + check.steps() + " " + check.atLeast();
  }

  @Override
  public void state(State state) {
    for (int i = 0; i < began.length; i++) {
      began[i] = state.whole(began[i]);
      came[i] = state.whole(came[i]);
    }
    for (int i = 0; i < newest.length; i++) {
      newest[i] = state.whole(newest[i]);
    }
    matchedAt = state.whole(matchedAt);
    holds = state.flag(holds);
    late = state.flag(late);
    story = state.text(story);
  }

  @Override
  public int bytes() {
    return 160 + Long.BYTES * (2 * began.length + newest.length);
  }
}
