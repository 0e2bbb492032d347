package dev.weir.views.shell;

import dev.weir.engine.Console;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.health.EngineHealth;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Setting.TimeZoneChoice;
import dev.weir.views.kit.Formats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** What the frame of the window shows and does. No nodes. Confined to the FX thread. */
final class ShellModel {
  /**
   * A count beside an entry of the rail.
   *
   * @param severity the worst of those counted
   * @param words what is counted, empty where there is nothing
   * @param target shows what is counted
   */
  record Badge(int count, Severity severity, String words, Target target) {
    static final Badge NONE = new Badge(0, Severity.OK, "", new Target.Nowhere());
  }

  private final Console console;
  private final ReadOnlyObjectWrapper<List<ConnectionStatus>> connections =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<Map<Place, Badge>> badges =
      new ReadOnlyObjectWrapper<>(Map.of());
  private final ReadOnlyObjectWrapper<EngineHealth> health =
      new ReadOnlyObjectWrapper<>(EngineHealth.NONE);
  private final ReadOnlyObjectWrapper<List<String>> production =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyBooleanWrapper paused = new ReadOnlyBooleanWrapper();
  private AlertTable alerts = AlertTable.EMPTY;
  private OverviewSnapshot overview = OverviewSnapshot.EMPTY;

  ShellModel(Console console) {
    this.console = console;
  }

  // Properties

  ReadOnlyObjectProperty<List<ConnectionStatus>> connectionsProperty() {
    return connections.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<Map<Place, Badge>> badgesProperty() {
    return badges.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<EngineHealth> healthProperty() {
    return health.getReadOnlyProperty();
  }

  ReadOnlyBooleanProperty pausedProperty() {
    return paused.getReadOnlyProperty();
  }

  Badge badge(Place place) {
    return badges.get().getOrDefault(place, Badge.NONE);
  }

  Optional<Fault> lastFault() {
    return health.get().faults().stream().findFirst();
  }

  /** "48.2 k rec/s counted". */
  String countedSentence() {
    return Formats.count(health.get().recordsPerSecond()) + " rec/s counted";
  }

  /** "heap 143 of 256 MiB". */
  String heapSentence() {
    long mebibyte = 1024 * 1024;
    return "heap "
        + health.get().heapUsedBytes() / mebibyte
        + " of "
        + health.get().heapMaxBytes() / mebibyte
        + "\u00a0MiB";
  }

  /** "skipped 0". */
  String skippedSentence() {
    return "skipped " + Formats.exact(health.get().skipped());
  }

  /** Names of the open connections to production. */
  ReadOnlyObjectProperty<List<String>> productionProperty() {
    return production.getReadOnlyProperty();
  }

  /** What the window may do to the brokers, in words. */
  String accessSentence() {
    List<ConnectionStatus> open = open().toList();
    if (open.isEmpty()) {
      return "nothing is connected";
    }
    List<String> unlocked = unlocked();
    return unlocked.isEmpty()
        ? "read-only · Weir commits nothing and writes nothing"
        : "may be written to: " + String.join(", ", unlocked);
  }

  /** Names of the open connections that may be written to. */
  List<String> unlocked() {
    return open()
        .filter(status -> !status.settings().readOnly())
        .map(status -> status.settings().name())
        .toList();
  }

  private Stream<ConnectionStatus> open() {
    return connections.get().stream()
        .filter(status -> status.state() != ConnectionStatus.State.CLOSED);
  }

  // Commands

  void apply(EngineHealth newHealth) {
    health.set(newHealth);
  }

  void apply(OverviewSnapshot newOverview) {
    overview = newOverview;
    count();
  }

  void apply(AlertTable newAlerts) {
    alerts = newAlerts;
    count();
  }

  void apply(List<ConnectionStatus> statuses) {
    connections.set(statuses);
    production.set(
        open()
            .filter(status -> status.settings().environment() == Environment.PRODUCTION)
            .map(status -> status.settings().name())
            .toList());
    count();
  }

  void pause(boolean still) {
    if (still != paused.get()) {
      paused.set(still);
      console.holdStill(still);
    }
  }

  void showTimesIn(TimeZoneChoice zone) {
    if (console.settings().get(Setting.TIME_ZONE) != zone) {
      console.settings().set(Setting.TIME_ZONE, zone);
    }
  }

  private void count() {
    var counted = new EnumMap<Place, Badge>(Place.class);
    for (OverviewSnapshot.Trouble trouble : overview.troubles()) {
      counted.put(
          Place.of(trouble.target()),
          new Badge(trouble.count(), trouble.severity(), trouble.words(), trouble.target()));
    }
    ofAlerts().ifPresent(badge -> counted.put(Place.ALERTS, badge));
    ofConnections().ifPresent(badge -> counted.put(Place.CONNECTIONS, badge));
    badges.set(counted);
  }

  /** Alerts that fire and that nobody looks after, nor wanted to hear nothing of. */
  private Optional<Badge> ofAlerts() {
    List<AlertRow> calling = alerts.active().stream().filter(AlertRow::calls).toList();
    if (calling.isEmpty()) {
      return Optional.empty();
    }
    long critical =
        calling.stream()
            .filter(row -> row.severity() == dev.weir.alert.life.Severity.CRITICAL)
            .count();
    return Optional.of(
        new Badge(
            calling.size(),
            critical > 0 ? Severity.CRITICAL : Severity.WARNING,
            calling.size()
                + (calling.size() == 1 ? " alert fires" : " alerts fire")
                + (critical > 0 ? ", " + critical + " critical" : ""),
            new Target.ToAlerts()));
  }

  private Optional<Badge> ofConnections() {
    var words = new ArrayList<String>();
    boolean away = false;
    Optional<Target> first = Optional.empty();
    for (ConnectionStatus status : connections.get()) {
      String name = status.settings().name();
      String said =
          switch (status.state()) {
            case AWAY -> name + " is away";
            case DEGRADED -> name + " answers in part";
            case NEEDS_SECRET -> name + " waits for a secret";
            case CONNECTING, CONNECTED, CLOSED -> "";
          };
      if (!said.isEmpty()) {
        boolean isAway = status.state() == ConnectionStatus.State.AWAY;
        if (first.isEmpty() || (isAway && !away)) {
          first = Optional.of(new Target.ToConnection(name));
        }
        away |= isAway;
        words.add(said);
      }
    }
    Severity severity = away ? Severity.CRITICAL : Severity.WARNING;
    return first.map(target -> new Badge(words.size(), severity, String.join(", ", words), target));
  }
}
