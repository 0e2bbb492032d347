package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.life.Change;
import dev.weir.alert.life.SavedLife;
import dev.weir.alert.rule.Rule;
import dev.weir.alert.signal.RuleLinks;
import dev.weir.alert.signal.Signal;
import dev.weir.engine.alert.AlertRow.Told;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.notify.Notice;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.RuleShelf;
import java.time.Duration;
import java.time.Instant;
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
import java.util.SequencedMap;
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

  private static final int MOST_RESOLVED = 300;
  private static final long GONE_MILLIS = 60_000;
  private static final long SAVE_EVERY_SECONDS = 60;
  private static final long MEASURE_EVERY_SECONDS = 10;

  /** What is learnt between two writings is lost if the program is killed. */
  private static final int LEARNT_EVERY_SECONDS = 600;

  private final Consumer<AlertBatch> disk;
  private final Map<String, Ruled> rules = new LinkedHashMap<>();
  private final Map<Series, Followed> followed = new HashMap<>();
  private final Map<Key, AlertBatch.Life> kept = new HashMap<>();
  private final SequencedMap<Long, OpenAlert> open = new LinkedHashMap<>();
  private final Map<Long, AlertRow> known = new HashMap<>();
  private final Deque<AlertRow> resolved = new ArrayDeque<>();
  private final OwedEnds owed = new OwedEnds();
  private final Suppression suppression = new Suppression();
  private final Tuning tuning = new Tuning();
  private final SteadyTime steady = new SteadyTime();
  private final Map<Key, byte[]> learnt = new HashMap<>();
  private final DeliveryLog deliveries = new DeliveryLog();
  private final Deque<Signal> signals = new ArrayDeque<>();
  private RuleLinks links = new RuleLinks(List.of());
  private List<RuleProblem> ruleProblems = List.of();
  private ChannelBook channels = ChannelBook.EMPTY;
  private AlertBatch batch = new AlertBatch();
  private long highestAlert;
  private boolean ready;
  private Lead lead = Lead.ALONE;
  private long wallMillis;
  private boolean changed = true;
  private Nearby nearby = (row, at) -> List.of();

  private Map<String, Long> bytes = Map.of();

  private interface EachRun {
    void with(Followed on, Run run);
  }

  private record Key(String rule, Series series) {}

  /** Tells what else happened near an alert, a sentence each. */
  interface Nearby {
    List<String> of(AlertRow row, long atMillis);
  }

  /**
   * @param disk takes what changed; must not block
   */
  AlertBoard(Consumer<AlertBatch> disk) {
    this.disk = disk;
  }

  void nearby(Nearby teller) {
    nearby = teller;
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
    highestAlert = Math.max(highestAlert, left.highestAlert());
    suppression.restore(left.silences(), left.highestSilence());
    tuning.restore(left.adjustments(), left.highestAdjustment());
    left.learnt().forEach(one -> learnt.put(new Key(one.rule(), one.series()), one.bytes()));
    left.alerts().forEach(row -> known.put(row.id(), row));
    left.alerts().stream()
        .filter(row -> row.state() == AlertRow.State.RESOLVED)
        .limit(MOST_RESOLVED)
        .forEach(resolved::addLast);
    left.lives().forEach(life -> kept.put(new Key(life.rule(), life.series()), life));
    ready = true;
    changed = true;
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
      boolean isOver = row.state() == AlertRow.State.RESOLVED;
      if (!isOver && !taken.contains(row.id()) && !open.containsKey(row.id())) {
        resolve(row, nowMillis, "Its rule is not there any more.");
      }
    }
    for (AlertRow row : List.copyOf(known.values())) {
      if (row.state() == AlertRow.State.RESOLVED) {
        known.remove(row.id());
        if (row.told() == Told.FIRING) {
          owed.owe(row);
        }
      }
    }
  }

  /** An alert without a run is over. */
  private void resolve(AlertRow row, long nowMillis, String why) {
    AlertRow ended = new Edit(row).state(AlertRow.State.RESOLVED).ended(nowMillis, why).row();
    known.put(row.id(), ended);
    batch.alert(ended);
    resolved.addFirst(ended);
    changed = true;
  }

  /** The rules from now on. Those that are the same go on as they were. */
  void rules(RuleShelf.Contents contents, long nowMillis) {
    ruleProblems = contents.problems();
    changed = true;
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
          learnt.put(new Key(name, on.series), run.run.learnt());
          on.runs.remove(run);
          OpenAlert alert = run.alert;
          if (alert != null) {
            known.put(alert.row.id(), alert.row);
            open.remove(alert.row.id());
          }
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

  void channels(ChannelBook book) {
    channels = book;
    changed = true;
  }

  boolean hasChannels() {
    return !channels.channels().isEmpty();
  }

  /**
   * Whether this program is the one that tells people.
   *
   * @param word what an operator should know of that, as a sentence; empty if nothing
   * @param handover within which another one that died is followed; zero where there is no other
   */
  void leads(boolean now, String word, Duration handover, long nowMillis) {
    Lead next = lead.now(now, word, handover, nowMillis);
    changed |= !next.equals(lead);
    lead = next;
  }

  void delivered(Delivery delivery) {
    deliveries.add(delivery);
    changed = true;
  }

  // What people do

  void acknowledge(long id, String by, long nowMillis) {
    OpenAlert alert = open.get(id);
    if (alert != null) {
      put(alert, new Edit(alert.row).acknowledged(by, nowMillis).row());
    }
  }

  void release(long id) {
    OpenAlert alert = open.get(id);
    if (alert != null) {
      put(alert, new Edit(alert.row).acknowledged("", 0).row());
    }
  }

  /**
   * Somebody says that an alert is no problem: its rule tolerates as much on its series from now
   * on. Critical alerts are not adjusted so.
   */
  void noProblem(long id, String by, long nowMillis) {
    Optional<AlertRow> found = row(id).filter(AlertRow::isAdjustable);
    Optional<Run> run = found.flatMap(row -> run(row.rule(), row.series()));
    if (run.isPresent()) {
      batch.adjustment(tuning.noProblem(found.get(), run.get().run, by, nowMillis));
      changed = true;
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
              batch.adjustment(undone);
              changed = true;
            });
  }

  private Optional<AlertRow> row(long id) {
    OpenAlert alert = open.get(id);
    return alert != null
        ? Optional.of(alert.row)
        : resolved.stream().filter(row -> row.id() == id).findFirst();
  }

  private Optional<Run> run(String rule, Series series) {
    Followed on = followed.get(series);
    return on == null
        ? Optional.empty()
        : on.runs.stream().filter(run -> run.ruled.rule.name().equals(rule)).findFirst();
  }

  void silence(
      Map<String, String> where, Duration time, String by, String comment, long nowMillis) {
    batch.silence(suppression.begin(where, time, by, comment, nowMillis));
    changed = true;
  }

  void endSilence(long id, long nowMillis) {
    suppression
        .end(id, nowMillis)
        .ifPresent(
            silence -> {
              batch.silence(silence);
              changed = true;
            });
  }

  void test(String channel, long nowMillis) {
    batch.notice(Telling.test(channel, nowMillis), List.of(channel), nowMillis);
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
        batch.recorded(new AlertBatch.Recorded(on.series, on.hour.take()));
      }
    }
    eachRun(
        (on, run) -> {
          if (Math.floorMod(run.hashCode() + second, LEARNT_EVERY_SECONDS) == 0) {
            keepLearnt(on, run);
          }
        });
    tell(nowMillis);
    if (second % SAVE_EVERY_SECONDS == 0) {
      open.values().forEach(alert -> keep(alert.on, alert.run));
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
        batch.recorded(new AlertBatch.Recorded(on.series, on.hour.take()));
      }
    }
  }

  private void keepLearnt(Followed on, Run run) {
    byte[] learntSoFar = run.run.learnt();
    if (learntSoFar.length > 0) {
      batch.learnt(
          new AlertBatch.Learnt(run.ruled.rule.name(), on.series, wallMillis, learntSoFar));
    }
  }

  /** Hands what changed to the disk. */
  void handOver() {
    if (!batch.isEmpty()) {
      AlertBatch full = batch;
      batch = new AlertBatch();
      changed = true;
      disk.accept(full);
    }
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
      batch.recorded(new AlertBatch.Recorded(series, on.hour.take()));
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
        batch.adjustment(
            tuning.adopted(
                run.ruled.rule.name(),
                series,
                run.lastAlert,
                run.run.adoption().get(),
                run.run.learnt(),
                at - steady.aheadMillis()));
        changed = true;
      }
      if (!run.run.lastError().isEmpty() && run.ruled.error.isEmpty()) {
        run.ruled.error = series + ": " + run.run.lastError();
        changed = true;
      }
      OpenAlert alert = run.alert;
      if (alert != null && alert.row.state() != AlertRow.State.RESOLVED) {
        refresh(alert);
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
    AlertBatch.Life life = kept.remove(new Key(rule.name(), on.series));
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
      var alert = new OpenAlert(on, run, row);
      alert.sinceMillis = judged - steady.aheadMillis();
      alert.newsToTell = row.fires() && row.told() == Told.NOTHING;
      alert.toldByEarlierRun = row.told() == Told.FIRING;
      run.alert = alert;
      open.put(row.id(), alert);
      resolved.removeIf(other -> other.id() == row.id());
    }
  }

  /** What was learnt and adjusted before. */
  private void takeUp(Followed on, Run run, long judged) {
    String rule = run.ruled.rule.name();
    run.run.tolerate(tuning.tolerance(rule, on.series));
    byte[] before = learnt.remove(new Key(rule, on.series));
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
      batch.gone(on.series);
      for (Run run : on.runs) {
        run.ruled.series.remove(on.series);
        links.stands(
            run.ruled.rule.name(),
            on.series,
            AlertState.NORMAL,
            run.run.severity(),
            nowMillis + steady.aheadMillis(),
            signals::add);
        OpenAlert alert = run.alert;
        if (alert != null && alert.row.state() != AlertRow.State.RESOLVED) {
          end(alert, nowMillis, why.get());
        }
        // Its life is forgotten with it, what is still to be told is not.
        if (alert != null && open.containsKey(alert.row.id())) {
          close(alert);
          owed.owe(alert.row);
        }
      }
    }
  }

  // The life of alerts

  private void note(Followed on, Run run, Transition judgedTransition) {
    links.transition(judgedTransition, signals::add);
    Transition transition = onWallClock(judgedTransition);
    changed = true;
    switch (transition.change()) {
      case NONE -> {}
      case PENDED -> begin(on, run, transition, AlertRow.State.PENDING);
      case CANCELLED -> drop(run);
      case RAISED, STRENGTHENED -> {
        fire(on, run, transition);
        news(run, false);
        run.ruled.raised++;
      }
      case ESCALATED -> {
        fire(on, run, transition);
        news(run, false);
      }
      case REJOINED -> {
        fire(on, run, transition);
        news(run, true);
      }
      case RELAPSED, EASED -> fire(on, run, transition);
      case RECOVERING -> state(run, transition, AlertRow.State.RECOVERING);
      case LOST -> state(run, transition, AlertRow.State.NO_DATA);
      case RETURNED -> {
        if (transition.to().isFiring()) {
          fire(on, run, transition);
        } else {
          drop(run);
        }
      }
      case RESOLVED -> {
        OpenAlert alert = run.alert;
        if (alert != null) {
          end(alert, transition.at(), AlertSentences.sentence(transition.reason()));
        }
      }
    }
    batch.history(run.lastAlert, transition);
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

  private void begin(Followed on, Run run, Transition transition, AlertRow.State state) {
    Rule rule = run.ruled.rule;
    Map<String, String> labels = new HashMap<>(on.series.labels());
    labels.putAll(rule.labels());
    var row =
        new AlertRow(
            ++highestAlert,
            rule.name(),
            on.series,
            transition.severity(),
            state,
            labels,
            AlertSentences.summary(rule, on.series),
            AlertSentences.sentence(transition.reason()),
            on.words,
            List.of(),
            rule.runbook().orElse(""),
            transition.pendingAt(),
            0,
            0,
            "",
            transition.value(),
            transition.baseline(),
            transition.score(),
            transition.flapping(),
            "",
            0,
            "",
            Told.NOTHING,
            0);
    var alert = new OpenAlert(on, run, row);
    run.alert = alert;
    run.lastAlert = row.id();
    open.put(row.id(), alert);
    batch.alert(row);
  }

  private void fire(Followed on, Run run, Transition transition) {
    OpenAlert alert = run.alert;
    if (alert == null || alert.row.state() == AlertRow.State.RESOLVED) {
      if (alert != null && transition.change() == Change.REJOINED) {
        resolved.removeIf(row -> row.id() == run.lastAlert);
      } else {
        begin(on, run, transition, AlertRow.State.FIRING);
        alert = run.alert;
      }
    }
    if (alert == null) {
      return;
    }
    boolean isNew = alert.row.state() != AlertRow.State.FIRING;
    if (isNew) {
      alert.sinceMillis = transition.at();
    }
    if (alert.row.raisedAt() == 0) {
      succeed(alert);
    }
    AlertRow row =
        new Edit(alert.row)
            .state(AlertRow.State.FIRING)
            .severity(transition.severity())
            .because(AlertSentences.sentence(transition.reason()), on.words)
            .figures(transition.value(), transition.baseline(), transition.score())
            .flapping(transition.flapping())
            .raised(alert.row.raisedAt() == 0 ? transition.at() : alert.row.raisedAt())
            .ended(0, "")
            .row();
    if (row.near().isEmpty()) {
      List<String> near = new ArrayList<>(nearby.of(row, transition.at()));
      near.addAll(AlertSentences.alsoFiring(row, transition.at(), open.sequencedValues()));
      row = new Edit(row).near(near).row();
    }
    put(alert, row);
  }

  /**
   * Receivers know an alert by its rule and series: of one that fired there before, and whose end
   * they have not been told, they believe that it is this one.
   */
  private void succeed(OpenAlert alert) {
    List<AlertRow> before = new ArrayList<>();
    owed.takeBack(alert.row.rule(), alert.row.series()).ifPresent(before::add);
    for (OpenAlert other : List.copyOf(open.values())) {
      boolean isBefore =
          other != alert
              && other.row.series().equals(alert.row.series())
              && other.row.rule().equals(alert.row.rule());
      if (isBefore) {
        open.remove(other.row.id());
        before.add(other.row);
      }
    }
    for (AlertRow row : before) {
      if (row.told() == Told.FIRING) {
        batch.alert(new Edit(row).told(Told.NOTHING, row.toldAt()).row());
        alert.row = new Edit(alert.row).told(Told.FIRING, row.toldAt()).row();
      }
    }
  }

  private void news(Run run, boolean rejoined) {
    OpenAlert alert = run.alert;
    if (alert != null) {
      alert.newsToTell = true;
      alert.rejoined = rejoined;
      alert.comesBack |= rejoined;
      if (!rejoined && !alert.row.acknowledgedBy().isEmpty()) {
        put(alert, new Edit(alert.row).acknowledged("", 0).row());
      }
    }
  }

  private void state(Run run, Transition transition, AlertRow.State state) {
    OpenAlert alert = run.alert;
    if (alert == null) {
      return;
    }
    if (state == AlertRow.State.NO_DATA && alert.row.raisedAt() == 0) {
      drop(run);
      return;
    }
    put(
        alert,
        new Edit(alert.row)
            .state(state)
            .flapping(transition.flapping())
            .because(
                state == AlertRow.State.NO_DATA
                    ? AlertSentences.sentence(transition.reason())
                    : alert.row.reason(),
                alert.row.evidence())
            .row());
  }

  /** Good again before it fired: it leaves nothing but its history. */
  private void drop(Run run) {
    OpenAlert alert = run.alert;
    if (alert == null) {
      return;
    }
    if (alert.row.raisedAt() > 0) {
      end(alert, wallMillis, "Good again.");
      return;
    }
    open.remove(alert.row.id());
    run.alert = null;
    batch.alert(
        new Edit(alert.row)
            .state(AlertRow.State.RESOLVED)
            .ended(wallMillis, "Good again before it fired.")
            .row());
  }

  private void end(OpenAlert alert, long atMillis, String why) {
    boolean fired = alert.row.raisedAt() > 0;
    alert.sinceMillis = atMillis;
    alert.newsToTell = false;
    put(alert, new Edit(alert.row).state(AlertRow.State.RESOLVED).ended(atMillis, why).row());
    changed = true;
    if (fired) {
      resolved.addFirst(alert.row);
      while (resolved.size() > MOST_RESOLVED) {
        resolved.removeLast();
      }
    }
    boolean mayBeToldElsewhere = fired && lead.standsBy();
    if (alert.row.told() != Told.FIRING && !mayBeToldElsewhere) {
      close(alert);
    }
  }

  /** Nothing more is to be told of it. */
  private void close(OpenAlert alert) {
    open.remove(alert.row.id());
    if (alert.run.alert == alert) {
      alert.run.alert = null;
    }
  }

  private void refresh(OpenAlert alert) {
    SeriesRun run = alert.run.run;
    AlertRow row = alert.row;
    boolean speaks = row.state() == AlertRow.State.FIRING || row.state() == AlertRow.State.PENDING;
    alert.row =
        new Edit(row)
            .because(
                speaks ? AlertSentences.sentence(run.reason()) : row.reason(),
                alert.on.words.isEmpty() ? row.evidence() : alert.on.words)
            .figures(run.figure(), run.baseline(), run.score())
            .row();
    changed = true;
  }

  private void put(OpenAlert alert, AlertRow row) {
    alert.row = row;
    batch.alert(row);
    changed = true;
  }

  private void keep(Followed on, Run run) {
    SavedLife life = run.run.saved();
    var saved = new AlertBatch.Life(run.ruled.rule.name(), on.series, life, run.lastAlert);
    batch.life(saved);
    if (!rules.containsKey(run.ruled.rule.name())
        || rules.get(run.ruled.rule.name()) != run.ruled) {
      kept.put(new Key(saved.rule(), saved.series()), saved);
    }
  }

  // Telling

  private void tell(long nowMillis) {
    Instant now = Instant.ofEpochMilli(nowMillis);
    changed |= suppression.expire(nowMillis);
    Causes causes = Causes.among(open.values());
    for (OpenAlert alert : List.copyOf(open.values())) {
      AlertRow row = alert.row;
      if (row.state() == AlertRow.State.PENDING) {
        continue;
      }
      String suppressed = suppression.of(row, now, channels.maintenance(), causes);
      if (!suppressed.equals(row.suppressedBy())) {
        alert.wasHushed |= suppressed.isEmpty() && Suppression.isByPeople(row.suppressedBy());
        put(alert, new Edit(row).suppressed(suppressed).row());
      }
      Telling.Next next = Telling.next(alert, lead, channels, nowMillis);
      if (next == Telling.Next.KNOWN || next == Telling.Next.FIRING) {
        alert.newsToTell = false;
      }
      Optional<Notice.Kind> kind = Telling.kind(next);
      if (kind.isPresent()) {
        alert.wasHushed = false;
        put(alert, told(alert.row, kind.get(), nowMillis));
        keep(alert.on, alert.run);
      }
      if (next == Telling.Next.CLOSE) {
        put(alert, forgotten(alert.row));
      }
      if (next == Telling.Next.RESOLVED || next == Telling.Next.CLOSE) {
        close(alert);
      }
    }
    for (AlertRow row : owed.rows()) {
      tellOwed(row, suppression.of(row, now, channels.maintenance(), causes), nowMillis);
    }
  }

  private void tellOwed(AlertRow row, String suppressed, long nowMillis) {
    AlertRow now = new Edit(row).suppressed(suppressed).row();
    switch (Telling.nextOfEnd(now, false, lead, channels, nowMillis)) {
      case RESOLVED -> {
        owed.paid(row);
        batch.alert(told(now, Notice.Kind.RESOLVED, nowMillis));
      }
      case CLOSE -> {
        owed.paid(row);
        batch.alert(forgotten(now));
      }
      case NOTHING, KNOWN, FIRING, REMINDER -> {}
    }
  }

  /** Tells people; what they believe then. */
  private AlertRow told(AlertRow row, Notice.Kind kind, long nowMillis) {
    Notice notice = Telling.notice(row, kind, nowMillis);
    Telling.receivers(channels, notice, nowMillis)
        .forEach((dueMillis, receivers) -> batch.notice(notice, receivers, dueMillis));
    return new Edit(row).told(kind.isFiring() ? Told.FIRING : Told.RESOLVED, nowMillis).row();
  }

  /** Nothing more is told of it, also not after the program began anew. */
  private static AlertRow forgotten(AlertRow row) {
    return new Edit(row).told(Told.NOTHING, row.toldAt()).row();
  }

  // What is shown

  /** All of it, if it may have changed since the last call. */
  Optional<AlertTable> table() {
    if (!changed) {
      return Optional.empty();
    }
    changed = false;
    List<AlertRow> active = BoardView.active(open.values());
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
            List.copyOf(resolved),
            suppression.silences(),
            tuning.all(),
            rows,
            deliveries.rows(channels),
            deliveries.newest(),
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
    AlertRow row = Optional.ofNullable(open.get(id)).map(alert -> alert.row).orElse(null);
    for (AlertRow past : resolved) {
      row = row == null && past.id() == id ? past : row;
    }
    Followed on = row == null ? null : followed.get(row.series());
    if (row == null || on == null) {
      return Optional.empty();
    }
    return Optional.of(BoardView.curve(row, on, wallMillis));
  }
}
