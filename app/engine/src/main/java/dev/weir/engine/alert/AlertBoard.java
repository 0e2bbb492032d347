package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.life.Change;
import dev.weir.alert.life.SavedLife;
import dev.weir.alert.life.Severity;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.rule.Rule;
import dev.weir.engine.alert.AlertRow.Told;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.notify.Channel;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.notify.Maintenance;
import dev.weir.engine.notify.Matchers;
import dev.weir.engine.notify.Notice;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.RuleShelf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs all rules on all series, as samples come, and keeps the alerts that come of it. Every change
 * goes into a batch for the disk; what people are told is part of the batch. Confined to the
 * engine's thread.
 */
final class AlertBoard {
  /** Series that one rule may watch; more are not taken on, and the rule says so. */
  static final int MOST_SERIES_OF_A_RULE = 10_000;

  private static final int MOST_RESOLVED = 300;
  private static final int MOST_DELIVERIES = 100;
  private static final long GONE_MILLIS = 60_000;
  private static final long SAVE_EVERY_SECONDS = 60;

  /** Judged time that runs ahead of, or behind, the wall clock by more is a jump. */
  private static final long JUMP_MILLIS = 2_000;

  /** An alert that came back is told again once it has stayed for so long. */
  private static final long STAYS_MILLIS = 60_000;

  /** The end of one that comes and goes is told once it has stayed away for so long. */
  private static final long STAYS_AWAY_MILLIS = 600_000;

  private final Consumer<AlertBatch> disk;
  private final Map<String, Ruled> rules = new LinkedHashMap<>();
  private final Map<Series, Followed> followed = new HashMap<>();
  private final Map<Key, AlertBatch.Life> kept = new HashMap<>();
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private final Map<Long, AlertRow> known = new HashMap<>();
  private final Deque<AlertRow> resolved = new ArrayDeque<>();
  private final Map<Long, Silence> silences = new LinkedHashMap<>();
  private final Deque<Delivery> deliveries = new ArrayDeque<>();
  private List<RuleProblem> ruleProblems = List.of();
  private ChannelBook channels = ChannelBook.EMPTY;
  private AlertBatch batch = new AlertBatch();
  private long highestAlert;
  private long highestSilence;
  private boolean ready;
  private boolean leads = true;
  private long offsetMillis;
  private boolean anchored;
  private long wallMillis;
  private boolean changed = true;
  private Nearby nearby = (row, at) -> List.of();

  private record Key(String rule, Series series) {}

  /** Tells what else happened near an alert, a sentence each. */
  interface Nearby {
    List<String> of(AlertRow row, long atMillis);
  }

  /** A rule as it runs. */
  private static final class Ruled {
    private final Rule rule;
    private final String source;
    private final Set<Series> series = new HashSet<>();
    private long raised;
    private long samples;
    private long nanos;
    private boolean limited;
    private String error = "";

    Ruled(RuleShelf.Shelved shelved) {
      rule = shelved.rule();
      source = shelved.source();
    }
  }

  /** A series and the rules that watch it. */
  private static final class Followed {
    private final Series series;
    private final SeriesRing ring = new SeriesRing();
    private final List<Run> runs = new ArrayList<>();
    private long heardAtMillis;
    private String words = "";

    Followed(Series series) {
      this.series = series;
    }
  }

  /** One rule on one series. */
  private static final class Run {
    private final Ruled ruled;
    private final SeriesRun run;
    private @Nullable Open alert;
    private long lastAlert;

    Run(Ruled ruled, SeriesRun run) {
      this.ruled = ruled;
      this.run = run;
    }
  }

  /** An alert that is not over, or whose end is still to be told. */
  private static final class Open {
    private final Followed on;
    private final Run run;
    private AlertRow row;
    private boolean newsToTell;
    private boolean rejoined;

    /** It came back within its episode: its end is told once it has stayed away. */
    private boolean comesBack;

    private long sinceMillis;

    Open(Followed on, Run run, AlertRow row) {
      this.on = on;
      this.run = run;
      this.row = row;
    }
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

  // What it works with

  /** What an earlier run of the program left; nothing is judged before. */
  void restore(AlertFile.Kept left, long nowMillis) {
    highestAlert = Math.max(highestAlert, left.highestAlert());
    highestSilence = Math.max(highestSilence, left.highestSilence());
    left.silences().forEach(silence -> silences.put(silence.id(), silence));
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
    known.values().removeIf(row -> row.state() == AlertRow.State.RESOLVED);
  }

  /** An alert without a run is over. */
  private void resolve(AlertRow row, long nowMillis, String why) {
    AlertRow ended = new Edit(row).state(AlertRow.State.RESOLVED).ended(nowMillis, why).row();
    known.remove(row.id());
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
    for (Followed on : followed.values()) {
      for (Run run : List.copyOf(on.runs)) {
        String name = run.ruled.rule.name();
        if (!same.contains(name)) {
          keep(on, run);
          on.runs.remove(run);
          Open alert = run.alert;
          if (alert != null) {
            known.put(alert.row.id(), alert.row);
            open.remove(alert.row.id());
          }
        }
      }
      for (Ruled ruled : rules.values()) {
        if (!same.contains(ruled.rule.name())) {
          watch(on, ruled, nowMillis + offsetMillis);
        }
      }
    }
    followKept(nowMillis);
  }

  void channels(ChannelBook book) {
    channels = book;
    changed = true;
  }

  boolean hasChannels() {
    return !channels.channels().isEmpty();
  }

  /** Whether this program is the one that tells people. */
  void leads(boolean now) {
    changed |= leads != now;
    leads = now;
  }

  void delivered(Delivery delivery) {
    deliveries.addFirst(delivery);
    while (deliveries.size() > MOST_DELIVERIES) {
      deliveries.removeLast();
    }
    changed = true;
  }

  // What people do

  void acknowledge(long id, String by, long nowMillis) {
    Open alert = open.get(id);
    if (alert != null) {
      put(alert, new Edit(alert.row).acknowledged(by, nowMillis).row());
    }
  }

  void release(long id) {
    Open alert = open.get(id);
    if (alert != null) {
      put(alert, new Edit(alert.row).acknowledged("", 0).row());
    }
  }

  void silence(
      Map<String, String> where, Duration time, String by, String comment, long nowMillis) {
    var silence =
        new Silence(++highestSilence, where, nowMillis, nowMillis + time.toMillis(), by, comment);
    silences.put(silence.id(), silence);
    batch.silence(silence);
    changed = true;
  }

  void endSilence(long id, long nowMillis) {
    Silence silence = silences.remove(id);
    if (silence != null) {
      batch.silence(
          new Silence(
              id,
              silence.where(),
              silence.fromMillis(),
              nowMillis,
              silence.by(),
              silence.comment()));
      changed = true;
    }
  }

  void test(String channel, long nowMillis) {
    batch.notice(
        new Notice(
            0,
            "weir-test",
            "test " + nowMillis,
            Notice.Kind.TEST,
            "test",
            "warning",
            "",
            Map.of(),
            "This is a test of the channel " + channel + ". Nothing is wrong.",
            "",
            "",
            "",
            "",
            nowMillis,
            nowMillis),
        List.of(channel),
        nowMillis);
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
    long judged = judgedTime(nowMillis, nowNanos);
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
    if (second % SampleSource.EVERY_SECONDS == 0) {
      dropGone(samples.presence(connections), nowMillis);
    }
    tell(nowMillis);
    if (second % SAVE_EVERY_SECONDS == 0) {
      open.values().forEach(alert -> keep(alert.on, alert.run));
    }
    handOver();
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

  /**
   * Time as rules see it: it goes on evenly, whatever is done to the wall clock. Where that jumps
   * forward, as after a suspension, the time between does not count; where it is set back, rules go
   * on by a clock that is ahead of it.
   */
  private long judgedTime(long nowMillis, long nowNanos) {
    long steady = nowNanos / 1_000_000;
    if (!anchored) {
      anchored = true;
      steadyOffset = nowMillis - steady;
    }
    long judged = steady + steadyOffset;
    if (nowMillis - judged > JUMP_MILLIS) {
      steadyOffset = nowMillis - steady;
      judged = nowMillis;
      for (Followed on : followed.values()) {
        for (Run run : on.runs) {
          run.run.resume(judged);
        }
      }
    }
    offsetMillis = judged - nowMillis;
    return judged;
  }

  private long steadyOffset;

  private void take(Series series, long at, double value, String words) {
    if (!Double.isFinite(value)) {
      return;
    }
    Followed on = follow(series, at - offsetMillis);
    on.heardAtMillis = at - offsetMillis;
    on.words = words;
    on.ring.add(at - offsetMillis, value);
    for (Run run : on.runs) {
      long began = System.nanoTime();
      run.run.take(at, value, transition -> note(on, run, transition));
      run.ruled.nanos += System.nanoTime() - began;
      run.ruled.samples++;
      if (!run.run.lastError().isEmpty() && run.ruled.error.isEmpty()) {
        run.ruled.error = series + ": " + run.run.lastError();
        changed = true;
      }
      Open alert = run.alert;
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
        watch(on, ruled, nowMillis + offsetMillis);
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
      on.runs.add(new Run(ruled, new SeriesRun(rule, on.series)));
      return;
    }
    var run = new Run(ruled, new SeriesRun(rule, on.series, life.life(), judged));
    run.lastAlert = life.alert();
    on.runs.add(run);
    AlertRow row = known.remove(life.alert());
    if (row != null && (row.state() != AlertRow.State.RESOLVED || row.told() == Told.FIRING)) {
      var alert = new Open(on, run, row);
      alert.sinceMillis = judged - offsetMillis;
      alert.newsToTell = row.fires() && row.told() == Told.NOTHING;
      run.alert = alert;
      open.put(row.id(), alert);
      resolved.removeIf(other -> other.id() == row.id());
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
      for (Run run : on.runs) {
        run.ruled.series.remove(on.series);
        Open alert = run.alert;
        if (alert != null && alert.row.state() != AlertRow.State.RESOLVED) {
          end(alert, nowMillis, why.get());
        }
      }
    }
  }

  // The life of alerts

  private void note(Followed on, Run run, Transition judgedTransition) {
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
        Open alert = run.alert;
        if (alert != null) {
          end(alert, transition.at(), ended(transition));
        }
      }
    }
    batch.history(run.lastAlert, transition);
    keep(on, run);
  }

  private static String ended(Transition transition) {
    return sentence(transition.reason());
  }

  private Transition onWallClock(Transition t) {
    return new Transition(
        t.rule(),
        t.series(),
        t.at() - offsetMillis,
        t.change(),
        t.to(),
        t.severity(),
        t.pendingAt() - offsetMillis,
        t.episode() == Long.MIN_VALUE ? 0 : t.episode() - offsetMillis,
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
            filled(rule, on.series),
            sentence(transition.reason()),
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
    var alert = new Open(on, run, row);
    run.alert = alert;
    run.lastAlert = row.id();
    open.put(row.id(), alert);
    batch.alert(row);
  }

  /** The rule's summary, with the series' labels in their places. */
  private static String filled(Rule rule, Series series) {
    String text = rule.summary().isEmpty() ? rule.name() : rule.summary();
    for (Map.Entry<String, String> label : series.labels().entrySet()) {
      text = text.replace("${" + label.getKey() + "}", label.getValue());
    }
    return rule.metric().equals(Rule.ANY) ? text + " " + series : text;
  }

  private static String sentence(String reason) {
    if (reason.isEmpty()) {
      return "";
    }
    String begun = reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }

  private void fire(Followed on, Run run, Transition transition) {
    Open alert = run.alert;
    if (alert == null || alert.row.state() == AlertRow.State.RESOLVED) {
      if (alert != null && transition.change() == Change.REJOINED) {
        resolved.removeIf(row -> row.id() == run.lastAlert);
      } else {
        if (alert != null) {
          close(alert);
        }
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
    AlertRow row =
        new Edit(alert.row)
            .state(AlertRow.State.FIRING)
            .severity(transition.severity())
            .because(sentence(transition.reason()), on.words)
            .figures(transition.value(), transition.baseline(), transition.score())
            .flapping(transition.flapping())
            .raised(alert.row.raisedAt() == 0 ? transition.at() : alert.row.raisedAt())
            .ended(0, "")
            .row();
    if (row.near().isEmpty()) {
      row = new Edit(row).near(nearby.of(row, transition.at())).row();
    }
    put(alert, row);
  }

  private void news(Run run, boolean rejoined) {
    Open alert = run.alert;
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
    Open alert = run.alert;
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
                    ? sentence(transition.reason())
                    : alert.row.reason(),
                alert.row.evidence())
            .row());
  }

  /** Good again before it fired: it leaves nothing but its history. */
  private void drop(Run run) {
    Open alert = run.alert;
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

  private void end(Open alert, long atMillis, String why) {
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
    if (alert.row.told() != Told.FIRING) {
      close(alert);
    }
  }

  /** Nothing more is to be told of it. */
  private void close(Open alert) {
    open.remove(alert.row.id());
    if (alert.run.alert == alert) {
      alert.run.alert = null;
    }
  }

  private void refresh(Open alert) {
    SeriesRun run = alert.run.run;
    AlertRow row = alert.row;
    boolean speaks = row.state() == AlertRow.State.FIRING || row.state() == AlertRow.State.PENDING;
    alert.row =
        new Edit(row)
            .because(
                speaks ? sentence(run.reason()) : row.reason(),
                alert.on.words.isEmpty() ? row.evidence() : alert.on.words)
            .figures(run.figure(), run.baseline(), run.score())
            .row();
    changed = true;
  }

  private void put(Open alert, AlertRow row) {
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
    changed |= silences.values().removeIf(silence -> silence.untilMillis() <= nowMillis);
    for (Open alert : List.copyOf(open.values())) {
      AlertRow row = alert.row;
      if (row.state() == AlertRow.State.PENDING) {
        continue;
      }
      String suppressed = suppressedBy(row, now);
      if (!suppressed.equals(row.suppressedBy())) {
        put(alert, new Edit(row).suppressed(suppressed).row());
        row = alert.row;
      }
      if (!leads || !suppressed.isEmpty()) {
        if (row.state() == AlertRow.State.RESOLVED && !suppressed.isEmpty()) {
          close(alert);
        }
        continue;
      }
      if (row.state() == AlertRow.State.RESOLVED) {
        boolean stays =
            !(row.flapping() || alert.comesBack)
                || nowMillis - alert.sinceMillis >= STAYS_AWAY_MILLIS;
        if (stays) {
          tell(alert, Notice.Kind.RESOLVED, nowMillis);
          close(alert);
        }
      } else if (alert.newsToTell) {
        boolean known = row.told() == Told.FIRING && alert.rejoined;
        boolean stays = !alert.rejoined || nowMillis - alert.sinceMillis >= STAYS_MILLIS;
        if (known) {
          alert.newsToTell = false;
        } else if (stays) {
          alert.newsToTell = false;
          tell(alert, Notice.Kind.FIRING, nowMillis);
        }
      } else if (row.told() != Told.FIRING) {
        tell(alert, Notice.Kind.FIRING, nowMillis);
      } else if (row.acknowledgedBy().isEmpty()
          && !channels.repeat().isZero()
          && nowMillis - row.toldAt() >= channels.repeat().toMillis()) {
        tell(alert, Notice.Kind.REMINDER, nowMillis);
      }
    }
  }

  private void tell(Open alert, Notice.Kind kind, long nowMillis) {
    AlertRow row = alert.row;
    String connection = row.labels().getOrDefault("connection", "");
    var notice =
        new Notice(
            row.id(),
            "weir/" + row.rule() + "/" + row.series(),
            row.rule() + "/" + connection,
            kind,
            row.rule(),
            row.severity().name().toLowerCase(Locale.ROOT),
            connection,
            row.labels(),
            row.summary(),
            kind == Notice.Kind.RESOLVED ? row.endReason() : row.reason(),
            row.evidence(),
            Double.isFinite(row.value()) ? String.valueOf(row.value()) : "",
            row.runbook(),
            row.pendingAt(),
            nowMillis);
    List<String> wanted =
        channels.channels().stream()
            .filter(channel -> channel.wants(notice))
            .map(Channel::name)
            .toList();
    boolean waits = row.severity() == Severity.WARNING && kind != Notice.Kind.REMINDER;
    batch.notice(notice, wanted, nowMillis + (waits ? channels.groupWait().toMillis() : 0));
    put(alert, new Edit(row).told(kind.isFiring() ? Told.FIRING : Told.RESOLVED, nowMillis).row());
    keep(alert.on, alert.run);
  }

  private String suppressedBy(AlertRow row, Instant now) {
    for (Silence silence : silences.values()) {
      if (Matchers.match(silence.where(), row.rule(), row.labels())) {
        return "Silenced" + (silence.by().isEmpty() ? "" : " by " + silence.by());
      }
    }
    for (Maintenance maintenance : channels.maintenance()) {
      if (Matchers.match(maintenance.where(), row.rule(), row.labels()) && maintenance.isAt(now)) {
        return "Maintenance: " + maintenance.name();
      }
    }
    for (Open other : open.values()) {
      if (other.row.fires() && other.row.id() != row.id() && causes(other.row, row)) {
        return "Follows from " + other.row.rule();
      }
    }
    return "";
  }

  /**
   * Whether {@code cause} explains {@code effect}: a broker that is away explains all that is on
   * it, a group that has stopped explains its lag.
   */
  private static boolean causes(AlertRow cause, AlertRow effect) {
    String connection = cause.labels().getOrDefault("connection", "");
    if (connection.isEmpty()
        || !connection.equals(effect.labels().getOrDefault("connection", ""))) {
      return false;
    }
    String metric = cause.series().metric();
    if (metric.equals(MetricName.CONNECTION_AWAY.id())) {
      return !effect.series().metric().equals(metric);
    }
    String group = cause.labels().getOrDefault("group", "");
    String of = effect.series().metric();
    return metric.equals(MetricName.GROUP_STOPPED.id())
        && cause.severity() == Severity.CRITICAL
        && effect.severity() == Severity.WARNING
        && !group.isEmpty()
        && group.equals(effect.labels().getOrDefault("group", ""))
        && (of.equals(MetricName.LAG.id())
            || of.equals(MetricName.LAG_MS.id())
            || of.equals(MetricName.GROUP_FALLING_BEHIND.id()));
  }

  // What is shown

  /** All of it, if it may have changed since the last call. */
  Optional<AlertTable> table() {
    if (!changed) {
      return Optional.empty();
    }
    changed = false;
    List<AlertRow> active =
        open.values().stream()
            .map(alert -> alert.row)
            .filter(row -> row.state() != AlertRow.State.RESOLVED)
            .sorted(WORST_FIRST)
            .toList();
    List<RuleRow> rows = new ArrayList<>();
    for (Ruled ruled : rules.values()) {
      int firing = 0;
      for (AlertRow row : active) {
        firing += row.fires() && row.rule().equals(ruled.rule.name()) ? 1 : 0;
      }
      rows.add(row(ruled, firing));
    }
    List<String> problems = new ArrayList<>();
    ruleProblems.forEach(problem -> problems.add(problem.sentence()));
    channels.problems().forEach(problem -> problems.add(problem.sentence()));
    return Optional.of(
        new AlertTable(
            active,
            List.copyOf(resolved),
            List.copyOf(silences.values()),
            rows,
            channels.channels().stream()
                .map(channel -> channel.name() + " · " + channel.kind())
                .toList(),
            List.copyOf(deliveries),
            problems,
            leads));
  }

  private static RuleRow row(Ruled ruled, int firing) {
    RuleRow.Health health =
        !ruled.error.isEmpty()
            ? RuleRow.Health.ERROR
            : ruled.limited ? RuleRow.Health.LIMITED : RuleRow.Health.OK;
    String why =
        switch (health) {
          case OK -> "";
          case ERROR -> ruled.error;
          case LIMITED ->
              "It watches "
                  + MOST_SERIES_OF_A_RULE
                  + " series and no more: write where: to choose them.";
        };
    return new RuleRow(
        ruled.rule.name(),
        ruled.source,
        ruled.rule.summary(),
        ruled.rule.metric(),
        kind(ruled.rule.check()),
        ruled.series.size(),
        firing,
        ruled.raised,
        health,
        why,
        ruled.samples == 0 ? Double.NaN : ruled.nanos / 1_000.0 / ruled.samples);
  }

  private static String kind(Check check) {
    return switch (check) {
      case Check.Threshold _ -> "threshold";
      case Check.Difference _ -> "change";
      case Check.Anomaly _ -> "anomaly";
      case Check.Novelty _ -> "novelty";
      case Check.Flatline _ -> "flat line";
      case Check.BurnRate _ -> "burn rate";
      case Check.Adaptive _ -> "adaptive";
      case Check.Forecast _ -> "forecast";
    };
  }

  private static final Comparator<AlertRow> WORST_FIRST =
      Comparator.comparing((AlertRow row) -> row.fires() ? 0 : 1)
          .thenComparing(AlertRow::severity, Comparator.reverseOrder())
          .thenComparing(AlertRow::pendingAt, Comparator.reverseOrder())
          .thenComparing(AlertRow::id, Comparator.reverseOrder());

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
    int size = on.ring.size();
    long[] times = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      times[i] = on.ring.time(i);
      values[i] = on.ring.value(i);
    }
    double lower = Double.NaN;
    double upper = Double.NaN;
    double critical = Double.NaN;
    double expected = Double.NaN;
    for (Run run : on.runs) {
      if (run.ruled.rule.name().equals(row.rule())) {
        lower = run.run.lower();
        upper = run.run.upper();
        critical = critical(run.ruled.rule.check());
        boolean hasLimits = !Double.isNaN(lower) || !Double.isNaN(upper);
        expected = hasLimits ? Double.NaN : run.run.baseline();
      }
    }
    return Optional.of(
        new AlertCurve(
            MetricName.unitOf(row.series().metric()),
            row.series().metric(),
            times,
            values,
            lower,
            upper,
            critical,
            expected,
            row.pendingAt(),
            row.endedAt() > 0 ? row.endedAt() : wallMillis));
  }

  private static double critical(Check check) {
    if (!(check instanceof Check.Threshold threshold)) {
      return Double.NaN;
    }
    Limits limits = threshold.limits();
    return limits.warning().isPresent() ? limits.critical().orElse(Double.NaN) : Double.NaN;
  }
}
