package dev.weir.engine.alert;

import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.life.Change;
import dev.weir.alert.rule.Rule;
import dev.weir.engine.alert.AlertRow.Told;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The alerts that transitions of rules make, change and end. Each change goes into the batch for
 * the disk. Confined to the engine's thread.
 */
final class AlertBook {
  private static final int MOST_RESOLVED = 300;

  private final BoardChanges changes;
  private final BooleanSupplier standsBy;
  private final OpenAlerts open = new OpenAlerts();
  private final Deque<AlertRow> resolved = new ArrayDeque<>();
  private final OwedEnds owed = new OwedEnds();
  private long highestAlert;
  private Nearby nearby = (row, at) -> List.of();

  /** Tells what else happened near an alert, a sentence each. */
  interface Nearby {
    List<String> of(AlertRow row, long atMillis);
  }

  /**
   * @param standsBy whether another program may tell, which this one may have to follow
   */
  AlertBook(BoardChanges changes, BooleanSupplier standsBy) {
    this.changes = changes;
    this.standsBy = standsBy;
  }

  void nearby(Nearby teller) {
    nearby = teller;
  }

  /** What an earlier run of the program left. */
  void restore(List<AlertRow> rows, long highest) {
    highestAlert = Math.max(highestAlert, highest);
    rows.stream()
        .filter(row -> row.state() == AlertRow.State.RESOLVED)
        .limit(MOST_RESOLVED)
        .forEach(resolved::addLast);
  }

  /** Those that are not over, or whose end is still to be told. */
  List<OpenAlert> open() {
    return List.copyOf(open.all());
  }

  boolean isOpen(long id) {
    return open.contains(id);
  }

  /** Newest first. */
  List<AlertRow> resolved() {
    return List.copyOf(resolved);
  }

  /** Ends that are told, though nothing judges their alerts any more. */
  OwedEnds owed() {
    return owed;
  }

  Optional<AlertRow> row(long id) {
    return open.of(id)
        .map(alert -> alert.row)
        .or(() -> resolved.stream().filter(row -> row.id() == id).findFirst());
  }

  /** Somebody looks after it; nobody where the name is empty. */
  void acknowledge(long id, String by, long nowMillis) {
    open.of(id)
        .ifPresent(alert -> put(alert, new Edit(alert.row).acknowledged(by, nowMillis).row()));
  }

  /** Goes on with an alert that an earlier run of its rule had. */
  void takeUp(Followed on, Run run, AlertRow row, long sinceMillis) {
    var alert = new OpenAlert(on, run, row);
    alert.sinceMillis = sinceMillis;
    alert.newsToTell = row.fires() && row.told() == Told.NOTHING;
    alert.toldByEarlierRun = row.told() == Told.FIRING;
    run.alert = alert;
    open.add(alert);
    resolved.removeIf(other -> other.id() == row.id());
  }

  /** Leaves an alert to whoever judges it next. */
  Optional<AlertRow> leave(Run run) {
    OpenAlert alert = run.alert;
    if (alert == null) {
      return Optional.empty();
    }
    open.remove(alert);
    return Optional.of(alert.row);
  }

  /** An alert without a run is over. */
  AlertRow resolve(AlertRow row, long nowMillis, String why) {
    AlertRow ended = new Edit(row).state(AlertRow.State.RESOLVED).ended(nowMillis, why).row();
    changes.batch().alert(ended);
    resolved.addFirst(ended);
    changes.show();
    return ended;
  }

  /**
   * What a rule says of a series.
   *
   * @param transition in times of the wall clock
   */
  void take(Followed on, Run run, Transition transition, long wallMillis) {
    changes.show();
    switch (transition.change()) {
      case NONE -> {}
      case PENDED -> begin(on, run, transition, AlertRow.State.PENDING);
      case CANCELLED -> drop(run, wallMillis);
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
      case RECOVERING -> state(run, transition, wallMillis, AlertRow.State.RECOVERING);
      case LOST -> state(run, transition, wallMillis, AlertRow.State.NO_DATA);
      case RETURNED -> {
        if (transition.to().isFiring()) {
          fire(on, run, transition);
        } else {
          drop(run, wallMillis);
        }
      }
      case RESOLVED -> {
        OpenAlert alert = run.alert;
        if (alert != null) {
          end(alert, transition.at(), AlertSentences.sentence(transition.reason()));
        }
      }
    }
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
    open.add(alert);
    changes.batch().alert(row);
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
      near.addAll(AlertSentences.alsoFiring(row, transition.at(), open.all()));
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
    owed.takeBack(RuleSeries.of(alert.row)).ifPresent(before::add);
    for (OpenAlert other : open.besides(alert)) {
      open.remove(other);
      before.add(other.row);
    }
    for (AlertRow row : before) {
      if (row.told() == Told.FIRING) {
        changes.batch().alert(new Edit(row).told(Told.NOTHING, row.toldAt()).row());
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

  private void state(Run run, Transition transition, long wallMillis, AlertRow.State state) {
    OpenAlert alert = run.alert;
    if (alert == null) {
      return;
    }
    if (state == AlertRow.State.NO_DATA && alert.row.raisedAt() == 0) {
      drop(run, wallMillis);
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
  private void drop(Run run, long wallMillis) {
    OpenAlert alert = run.alert;
    if (alert == null) {
      return;
    }
    if (alert.row.raisedAt() > 0) {
      end(alert, wallMillis, "Good again.");
      return;
    }
    open.remove(alert);
    run.alert = null;
    changes
        .batch()
        .alert(
            new Edit(alert.row)
                .state(AlertRow.State.RESOLVED)
                .ended(wallMillis, "Good again before it fired.")
                .row());
  }

  void end(OpenAlert alert, long atMillis, String why) {
    boolean fired = alert.row.raisedAt() > 0;
    alert.sinceMillis = atMillis;
    alert.newsToTell = false;
    put(alert, new Edit(alert.row).state(AlertRow.State.RESOLVED).ended(atMillis, why).row());
    changes.show();
    if (fired) {
      resolved.addFirst(alert.row);
      while (resolved.size() > MOST_RESOLVED) {
        resolved.removeLast();
      }
    }
    boolean mayBeToldElsewhere = fired && standsBy.getAsBoolean();
    if (alert.row.told() != Told.FIRING && !mayBeToldElsewhere) {
      close(alert);
    }
  }

  /** Nothing more is to be told of it. */
  void close(OpenAlert alert) {
    open.remove(alert);
    if (alert.run.alert == alert) {
      alert.run.alert = null;
    }
  }

  /**
   * What else happened near alerts is known better now: sentences in the place of others.
   *
   * @param before what was said so far
   */
  void nearby(Nearby before, Nearby now) {
    for (OpenAlert alert : open()) {
      AlertRow row = alert.row;
      if (row.raisedAt() == 0 || row.state() == AlertRow.State.RESOLVED) {
        continue;
      }
      List<String> near = new ArrayList<>(now.of(row, row.raisedAt()));
      List<String> gone = before.of(row, row.raisedAt());
      row.near().stream()
          .filter(said -> !gone.contains(said) && !near.contains(said))
          .forEach(near::add);
      if (!near.equals(row.near())) {
        put(alert, new Edit(row).near(near).row());
      }
    }
  }

  void refresh(OpenAlert alert) {
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
    changes.show();
  }

  void put(OpenAlert alert, AlertRow row) {
    alert.row = row;
    changes.batch().alert(row);
    changes.show();
  }

  /** The run is forgotten, with its series: what is still to be told of its alert is not. */
  void gone(Run run, long nowMillis, String why) {
    OpenAlert alert = run.alert;
    if (alert == null) {
      return;
    }
    if (alert.row.state() != AlertRow.State.RESOLVED) {
      end(alert, nowMillis, why);
    }
    if (isOpen(alert.row.id())) {
      close(alert);
      owed.owe(alert.row);
    }
  }
}
