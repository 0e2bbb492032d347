package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.life.SavedLife;
import dev.weir.alert.rule.Rule;
import dev.weir.alert.signal.RuleLinks;
import dev.weir.alert.signal.Signal;
import dev.weir.engine.alert.AlertRow.Told;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.RuleShelf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs all rules on all series, as samples come, and keeps the alerts that come of it. Every change
 * goes into a batch for the disk; what people are told is part of the batch. Confined to the
 * engine's thread.
 */
final class AlertBoard {
  /** Series that one rule may watch; more are not taken on, and the rule says so. */
  static final int MOST_SERIES_OF_A_RULE = 10_000;

  private static final long GONE_MILLIS = 60_000;
  private static final long SAVE_EVERY_SECONDS = 60;
  private static final long MEASURE_EVERY_SECONDS = 10;

  /** What is learnt between two writings is lost if the program is killed. */
  private static final int LEARNT_EVERY_SECONDS = 600;

  private final BoardChanges changes;
  private final AlertBook book;
  private final Teller teller;
  private final Map<String, Ruled> rules = new LinkedHashMap<>();
  private final Map<Series, Followed> followed = new HashMap<>();
  private final Map<RuleSeries, AlertBatch.Life> kept = new HashMap<>();
  private final Map<Long, AlertRow> known = new HashMap<>();
  private final Tuning tuning = new Tuning();
  private final SteadyTime steady = new SteadyTime();
  private final Map<RuleSeries, byte[]> learnt = new HashMap<>();
  private final Deque<Signal> signals = new ArrayDeque<>();
  private RuleLinks links = new RuleLinks(List.of());
  private List<RuleProblem> ruleProblems = List.of();
  private boolean ready;
  private long wallMillis;
  private Map<String, Long> bytes = Map.of();

  private interface EachRun {
    void with(Followed on, Run run);
  }

  /**
   * @param disk takes what changed; must not block
   */
  AlertBoard(Consumer<AlertBatch> disk) {
    changes = new BoardChanges(disk);
    teller = new Teller(changes);
    book = new AlertBook(changes, () -> teller.lead().standsBy());
  }

  void nearby(AlertBook.Nearby teller) {
    book.nearby(teller);
  }

  /** See {@link AlertBook#nearby(AlertBook.Nearby, AlertBook.Nearby)}. */
  void nearby(AlertBook.Nearby before, AlertBook.Nearby now) {
    book.nearby(before, now);
  }

  private void eachRun(EachRun act) {
    for (Followed on : followed.values()) {
      for (Run run : on.runs) {
        act.with(on, run);
      }
    }
  }

  // What it works with

  /** What an earlier run of the program left; nothing is judged before. */
  void restore(AlertFile.Kept left, long nowMillis) {
    book.restore(left.alerts(), left.highestAlert());
    teller.restore(left.silences(), left.highestSilence());
    tuning.restore(left.adjustments(), left.highestAdjustment());
    left.learnt().forEach(one -> learnt.put(new RuleSeries(one.rule(), one.series()), one.bytes()));
    left.alerts().forEach(row -> known.put(row.id(), row));
    left.lives().forEach(life -> kept.put(new RuleSeries(life.rule(), life.series()), life));
    ready = true;
    changes.show();
    followKept(nowMillis);
  }

  /** Takes up what pended or fired, so that it is not forgotten even if nothing more is heard. */
  private void followKept(long nowMillis) {
    if (!ready || rules.isEmpty()) {
      return;
    }
    Set<Long> taken = new HashSet<>();
    for (AlertBatch.Life life : List.copyOf(kept.values())) {
      AlertRow row = known.get(life.alert());
      boolean isOpen =
          row != null
              && (row.state() != AlertRow.State.RESOLVED || row.told() == Told.FIRING)
              && rules.containsKey(life.rule());
      if (isOpen) {
        taken.add(life.alert());
        Followed on = follow(life.series(), nowMillis);
        on.heardAtMillis = Math.max(on.heardAtMillis, nowMillis);
      }
    }
    for (AlertRow row : List.copyOf(known.values())) {
      boolean goesOn = taken.contains(row.id()) || book.isOpen(row.id());
      if (row.state() == AlertRow.State.RESOLVED || !goesOn) {
        known.remove(row.id());
        AlertRow over =
            row.state() == AlertRow.State.RESOLVED
                ? row
                : book.resolve(row, nowMillis, "Its rule is not there any more.");
        if (over.told() == Told.FIRING) {
          book.owed().owe(over);
        }
      }
    }
  }

  /** The rules from now on. Those that are the same go on as they were. */
  void rules(RuleShelf.Contents contents, long nowMillis) {
    ruleProblems = contents.problems();
    changes.show();
    Map<String, Ruled> before = new HashMap<>(rules);
    rules.clear();
    Set<String> same = new HashSet<>();
    for (RuleShelf.Shelved shelved : contents.rules()) {
      Ruled old = before.get(shelved.rule().name());
      if (old != null && old.rule == shelved.rule()) {
        same.add(shelved.rule().name());
        rules.put(shelved.rule().name(), old);
      } else {
        rules.put(shelved.rule().name(), new Ruled(shelved));
      }
    }
    links = new RuleLinks(rules.values().stream().map(ruled -> ruled.rule).toList());
    for (Followed on : followed.values()) {
      for (Run run : List.copyOf(on.runs)) {
        String name = run.ruled.rule.name();
        if (!same.contains(name)) {
          keep(on, run);
          learnt.put(new RuleSeries(name, on.series), run.run.learnt());
          on.runs.remove(run);
          book.leave(run).ifPresent(row -> known.put(row.id(), row));
        }
      }
      for (Ruled ruled : rules.values()) {
        if (!same.contains(ruled.rule.name())) {
          watch(on, ruled, nowMillis + steady.aheadMillis());
        }
      }
    }
    eachRun((on, run) -> tellStanding(on, run, nowMillis + steady.aheadMillis()));
    followKept(nowMillis);
  }

  void channels(ChannelBook channels) {
    teller.channels(channels);
  }

  boolean hasChannels() {
    return !teller.channels().channels().isEmpty();
  }

  /**
   * Whether this program is the one that tells people.
   *
   * @param word what an operator should know of that, as a sentence; empty if nothing
   * @param handover within which another one that died is followed; zero where there is no other
   */
  void leads(boolean now, String word, Duration handover, long nowMillis) {
    teller.leads(now, word, handover, nowMillis);
  }

  void delivered(Delivery delivery) {
    teller.delivered(delivery);
  }

  // What people do

  void acknowledge(long id, String by, long nowMillis) {
    book.acknowledge(id, by, nowMillis);
  }

  void release(long id) {
    book.acknowledge(id, "", 0);
  }

  /**
   * Somebody says that an alert is no problem: its rule tolerates as much on its series from now
   * on. Critical alerts are not adjusted so.
   */
  void noProblem(long id, String by, long nowMillis) {
    Optional<AlertRow> found = book.row(id).filter(AlertRow::isAdjustable);
    Optional<Run> run = found.flatMap(row -> run(row.rule(), row.series()));
    if (run.isPresent()) {
      changes.batch().adjustment(tuning.noProblem(found.get(), run.get().run, by, nowMillis));
      changes.show();
    }
  }

  /** Takes an adjustment back. */
  void undo(long adjustment, String by, long nowMillis) {
    Optional<SeriesRun> run =
        tuning.one(adjustment).flatMap(one -> run(one.rule(), one.series())).map(one -> one.run);
    tuning
        .undo(adjustment, run, by, nowMillis, nowMillis + steady.aheadMillis())
        .ifPresent(
            undone -> {
              changes.batch().adjustment(undone);
              changes.show();
            });
  }

  private Optional<Run> run(String rule, Series series) {
    Followed on = followed.get(series);
    return on == null
        ? Optional.empty()
        : on.runs.stream().filter(run -> run.ruled.rule.name().equals(rule)).findFirst();
  }

  void silence(
      Map<String, String> where, Duration time, String by, String comment, long nowMillis) {
    teller.silence(where, time, by, comment, nowMillis);
  }

  void endSilence(long id, long nowMillis) {
    teller.endSilence(id, nowMillis);
  }

  void test(String channel, long nowMillis) {
    teller.test(channel, nowMillis);
  }

  // Time

  /**
   * One second has ended: takes its samples and tells what is to be told.
   *
   * @param nowMillis of the wall clock
   * @param nowNanos of the clock that never jumps
   */
  void second(
      long second,
      long nowMillis,
      long nowNanos,
      List<ConnectionStatus> connections,
      SampleSource samples) {
    wallMillis = nowMillis;
    if (!ready || rules.isEmpty()) {
      return;
    }
    rules.values().forEach(ruled -> ruled.nanosOfSecond = 0);
    long judged = steady.at(nowMillis, nowNanos);
    if (steady.hasJumped()) {
      eachRun((on, run) -> run.run.resume(judged));
    }
    samples.collect(
        second,
        nowMillis,
        nowNanos,
        connections,
        (series, value, words) -> take(series, judged, value, words));
    for (Followed on : followed.values()) {
      for (Run run : on.runs) {
        run.run.pass(judged, transition -> note(on, run, transition));
      }
    }
    judgeLinked(judged, second % SampleSource.EVERY_SECONDS == 0);
    if (second % SampleSource.EVERY_SECONDS == 0) {
      dropGone(samples.presence(connections), nowMillis);
    }
    if (second % MEASURE_EVERY_SECONDS == 0) {
      bytes = bytesByRule();
    }
    for (Followed on : followed.values()) {
      if (on.hour.hasChanged()
          && Math.floorMod(on.hashCode() + second, LEARNT_EVERY_SECONDS) == 0) {
        changes.batch().recorded(new AlertBatch.Recorded(on.series, on.hour.take()));
      }
    }
    eachRun(
        (on, run) -> {
          if (Math.floorMod(run.hashCode() + second, LEARNT_EVERY_SECONDS) == 0) {
            keepLearnt(on, run);
          }
        });
    teller.tell(book, this::keep, nowMillis);
    if (second % SAVE_EVERY_SECONDS == 0) {
      book.open().forEach(alert -> keep(alert.on, alert.run));
    }
    handOver();
  }

  /** The program ends: writes down all that has been learnt. */
  void end() {
    eachRun(this::keepLearnt);
    record();
    handOver();
  }

  /** Puts all samples that were not written down yet into the batch. */
  void record() {
    for (Followed on : followed.values()) {
      if (on.hour.hasChanged()) {
        changes.batch().recorded(new AlertBatch.Recorded(on.series, on.hour.take()));
      }
    }
  }

  private void keepLearnt(Followed on, Run run) {
    byte[] learntSoFar = run.run.learnt();
    if (learntSoFar.length > 0) {
      changes
          .batch()
          .learnt(new AlertBatch.Learnt(run.ruled.rule.name(), on.series, wallMillis, learntSoFar));
    }
  }

  /** Hands what changed to the disk. */
  void handOver() {
    changes.handOver();
  }

  private void take(Series series, long at, double value, String words) {
    if (!Double.isFinite(value)) {
      return;
    }
    Followed on = follow(series, at - steady.aheadMillis());
    on.heardAtMillis = at - steady.aheadMillis();
    on.words = words;
    on.ring.add(at - steady.aheadMillis(), value);
    if (on.hour.isOver(on.heardAtMillis)) {
      changes.batch().recorded(new AlertBatch.Recorded(series, on.hour.take()));
    }
    on.hour.add(on.heardAtMillis, value);
    links.sample(series, at, value, signals::add);
    judge(on, at, value);
  }

  /** Rules on other rules: told of what has happened, then judged. */
  private void judgeLinked(long judged, boolean isTurn) {
    Set<Followed> told = new HashSet<>();
    Signal signal = signals.poll();
    while (signal != null) {
      Followed on = follow(signal.series(), judged - steady.aheadMillis());
      on.heardAtMillis = judged - steady.aheadMillis();
      for (Run run : on.runs) {
        if (run.ruled.rule == signal.rule()) {
          run.run.signal(signal.part(), signal.at(), signal.value());
        }
      }
      told.add(on);
      signal = signals.poll();
    }
    for (Followed on : followed.values()) {
      if (Rule.isOfRule(on.series.metric()) && (isTurn || told.contains(on))) {
        judge(on, judged, 0);
        double figure = on.runs.isEmpty() ? 0 : on.runs.getFirst().run.figure();
        on.ring.add(judged - steady.aheadMillis(), figure);
      }
    }
  }

  /** Tells rules on other rules how this one stands, without anything having happened. */
  private void tellStanding(Followed on, Run run, long judged) {
    links.stands(
        run.ruled.rule.name(),
        on.series,
        run.run.state(),
        run.run.severity(),
        judged,
        signals::add);
  }

  private void judge(Followed on, long at, double value) {
    Series series = on.series;
    for (Run run : on.runs) {
      if (run.ruled.leavesOut(wallMillis)) {
        continue;
      }
      long began = System.nanoTime();
      run.run.take(at, value, transition -> note(on, run, transition));
      run.ruled.took(System.nanoTime() - began);
      if (run.run.adoption().isPresent()) {
        changes
            .batch()
            .adjustment(
                tuning.adopted(
                    run.ruled.rule.name(),
                    series,
                    run.lastAlert,
                    run.run.adoption().get(),
                    run.run.learnt(),
                    at - steady.aheadMillis()));
        changes.show();
      }
      if (!run.run.lastError().isEmpty() && run.ruled.error.isEmpty()) {
        run.ruled.error = series + ": " + run.run.lastError();
        changes.show();
      }
      OpenAlert alert = run.alert;
      if (alert != null && alert.row.state() != AlertRow.State.RESOLVED) {
        book.refresh(alert);
      }
    }
  }

  private Followed follow(Series series, long nowMillis) {
    Followed on = followed.get(series);
    if (on == null) {
      on = new Followed(series);
      followed.put(series, on);
      for (Ruled ruled : rules.values()) {
        watch(on, ruled, nowMillis + steady.aheadMillis());
      }
    }
    return on;
  }

  private void watch(Followed on, Ruled ruled, long judged) {
    Rule rule = ruled.rule;
    try {
      if (!rule.watches(on.series.metric(), on.series.labels())) {
        return;
      }
    } catch (IllegalStateException e) {
      ruled.error = on.series + ": " + e.getMessage();
      return;
    }
    if (ruled.series.size() >= MOST_SERIES_OF_A_RULE) {
      ruled.limited = true;
      return;
    }
    ruled.series.add(on.series);
    AlertBatch.Life life = kept.remove(new RuleSeries(rule.name(), on.series));
    if (life == null) {
      var run = new Run(ruled, new SeriesRun(rule, on.series));
      takeUp(on, run, judged);
      on.runs.add(run);
      return;
    }
    var run = new Run(ruled, new SeriesRun(rule, on.series, life.life(), judged));
    takeUp(on, run, judged);
    tellStanding(on, run, judged);
    run.lastAlert = life.alert();
    on.runs.add(run);
    AlertRow row = known.remove(life.alert());
    if (row != null && (row.state() != AlertRow.State.RESOLVED || row.told() == Told.FIRING)) {
      book.takeUp(on, run, row, judged - steady.aheadMillis());
    }
  }

  /** What was learnt and adjusted before. */
  private void takeUp(Followed on, Run run, long judged) {
    String rule = run.ruled.rule.name();
    run.run.tolerate(tuning.tolerance(rule, on.series));
    byte[] before = learnt.remove(new RuleSeries(rule, on.series));
    if (before != null) {
      boolean _ = run.run.learn(before, judged);
    }
  }

  /** What is there no more gives no samples: its alerts end, for that reason. */
  private void dropGone(SampleSource.Presence presence, long nowMillis) {
    Iterator<Followed> each = followed.values().iterator();
    while (each.hasNext()) {
      Followed on = each.next();
      if (nowMillis - on.heardAtMillis < GONE_MILLIS) {
        continue;
      }
      Optional<String> why = presence.gone(on.series);
      if (why.isEmpty()) {
        continue;
      }
      each.remove();
      changes.batch().gone(on.series);
      for (Run run : on.runs) {
        run.ruled.series.remove(on.series);
        links.stands(
            run.ruled.rule.name(),
            on.series,
            AlertState.NORMAL,
            run.run.severity(),
            nowMillis + steady.aheadMillis(),
            signals::add);
        // Its life is forgotten with it.
        book.gone(run, nowMillis, why.get());
      }
    }
  }

  // The life of alerts

  private void note(Followed on, Run run, Transition judgedTransition) {
    links.transition(judgedTransition, signals::add);
    Transition transition = onWallClock(judgedTransition);
    book.take(on, run, transition, wallMillis);
    changes.batch().history(run.lastAlert, transition);
    keep(on, run);
  }

  private Transition onWallClock(Transition t) {
    return new Transition(
        t.rule(),
        t.series(),
        t.at() - steady.aheadMillis(),
        t.change(),
        t.to(),
        t.severity(),
        t.pendingAt() - steady.aheadMillis(),
        t.episode() == Long.MIN_VALUE ? 0 : t.episode() - steady.aheadMillis(),
        t.value(),
        t.baseline(),
        t.score(),
        t.flapping(),
        t.reason());
  }

  private void keep(Followed on, Run run) {
    SavedLife life = run.run.saved();
    var saved = new AlertBatch.Life(run.ruled.rule.name(), on.series, life, run.lastAlert);
    changes.batch().life(saved);
    if (!rules.containsKey(run.ruled.rule.name())
        || rules.get(run.ruled.rule.name()) != run.ruled) {
      kept.put(new RuleSeries(saved.rule(), saved.series()), saved);
    }
  }

  // What is shown

  /** All of it, if it may have changed since the last call. */
  Optional<AlertTable> table() {
    if (!changes.takeShown()) {
      return Optional.empty();
    }
    List<OpenAlert> open = book.open();
    ChannelBook channels = teller.channels();
    Lead lead = teller.lead();
    List<AlertRow> active = BoardView.active(open);
    List<RuleRow> rows =
        BoardView.rules(rules.values(), active, wallMillis, tuning.adjustedSeries(), bytes);
    List<String> problems = new ArrayList<>();
    ruleProblems.forEach(problem -> problems.add(problem.sentence()));
    channels.problems().forEach(problem -> problems.add(problem.sentence()));
    if (!lead.word().isEmpty()) {
      problems.add(lead.word());
    }
    return Optional.of(
        new AlertTable(
            active,
            book.resolved(),
            teller.silences(),
            tuning.all(),
            rows,
            teller.deliveries().rows(channels),
            teller.deliveries().newest(),
            problems,
            lead.tells()));
  }

  private Map<String, Long> bytesByRule() {
    Map<String, Long> sums = new HashMap<>();
    eachRun((on, run) -> sums.merge(run.ruled.rule.name(), (long) run.run.bytes(), Long::sum));
    return sums;
  }

  /** Which rules watch which of what there is. */
  Coverage coverage(SampleSource.Presence presence) {
    return CoverageCount.of(followed.values(), presence);
  }

  /** What an alert is about, over time; empty where its series is not followed any more. */
  Optional<AlertCurve> curve(long id) {
    AlertRow row = book.row(id).orElse(null);
    Followed on = row == null ? null : followed.get(row.series());
    if (row == null || on == null) {
      return Optional.empty();
    }
    return Optional.of(BoardView.curve(row, on, wallMillis));
  }
}
