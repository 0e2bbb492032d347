package dev.weir.views.alerts;

import dev.weir.engine.alert.Adjustment;
import dev.weir.engine.alert.AlertDesk;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.alert.Coverage;
import dev.weir.engine.alert.HistoryLine;
import dev.weir.engine.alert.RuleDesk;
import dev.weir.engine.alert.Silence;
import dev.weir.engine.notify.ChannelDesk;
import dev.weir.engine.publish.Slot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** What the Alerts screen shows and does. No nodes. Confined to the FX thread. */
final class AlertsModel {
  /** Which alerts are listed. */
  enum Shown {
    OPEN("Open"),
    RESOLVED("Resolved"),
    ALL("All");

    private final String label;

    Shown(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  private final AlertDesk desk;
  private final String user;
  private final ReadOnlyObjectWrapper<AlertTable> table =
      new ReadOnlyObjectWrapper<>(AlertTable.EMPTY);
  private final ReadOnlyObjectWrapper<Optional<AlertRow>> selected =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private String filter = "";
  private Shown shown = Shown.OPEN;

  /**
   * @param user who acknowledges and silences
   */
  AlertsModel(AlertDesk desk, String user) {
    this.desk = desk;
    this.user = user;
  }

  ReadOnlyObjectProperty<AlertTable> tableProperty() {
    return table.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<Optional<AlertRow>> selectedProperty() {
    return selected.getReadOnlyProperty();
  }

  Slot<AlertTable> slot() {
    return desk.table();
  }

  String rulesFolder() {
    return desk.rulesFolder();
  }

  String channelsFile() {
    return desk.channelsFile();
  }

  /** Alerts that match what was asked for. */
  List<AlertRow> alerts() {
    AlertTable now = table.get();
    Stream<AlertRow> rows =
        switch (shown) {
          case OPEN -> now.active().stream();
          case RESOLVED -> now.resolved().stream();
          case ALL -> Stream.concat(now.active().stream(), now.resolved().stream());
        };
    String part = filter.toLowerCase(Locale.ROOT);
    return rows.filter(row -> part.isEmpty() || text(row).contains(part)).toList();
  }

  private static String text(AlertRow row) {
    return (row.rule() + ' ' + row.summary() + ' ' + row.labels().values())
        .toLowerCase(Locale.ROOT);
  }

  // Commands

  void apply(AlertTable now) {
    table.set(now);
    selected
        .get()
        .flatMap(
            row ->
                Stream.concat(now.active().stream(), now.resolved().stream())
                    .filter(other -> other.id() == row.id())
                    .findFirst())
        .ifPresent(row -> selected.set(Optional.of(row)));
  }

  void filter(String text) {
    filter = text.strip();
  }

  void show(Shown which) {
    shown = which;
  }

  void select(Optional<AlertRow> row) {
    selected.set(row);
  }

  /** Looks after the selected alert, or leaves it to others again. */
  void acknowledge() {
    selected
        .get()
        .ifPresent(
            row -> {
              if (row.acknowledgedBy().isEmpty()) {
                desk.acknowledge(row.id(), user);
              } else {
                desk.release(row.id());
              }
            });
  }

  /** The selected alert is no problem: its rule tolerates as much on its series from now on. */
  void noProblem() {
    selected.get().ifPresent(row -> desk.noProblem(row.id(), user));
  }

  void undo(Adjustment adjustment) {
    desk.undo(adjustment.id(), user);
  }

  /** What happened to the selected alert; the answer comes from any thread. */
  CompletableFuture<List<HistoryLine>> history() {
    return selected
        .get()
        .map(row -> desk.history(row.id()))
        .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
  }

  RuleDesk ruleDesk() {
    return desk.rules();
  }

  /** Alerts that were not over before a moment; the answer comes from any thread. */
  CompletableFuture<List<AlertRow>> episodes(long fromMillis) {
    return desk.episodes(fromMillis);
  }

  /** The answer comes from any thread. */
  CompletableFuture<Coverage> coverage() {
    return desk.coverage();
  }

  /** Tells nobody of the selected alert's rule on its series. */
  void silence(Duration time) {
    selected
        .get()
        .ifPresent(
            row -> {
              Map<String, String> where = new HashMap<>(row.series().labels());
              where.put("rule", row.rule());
              desk.silence(where, time, user, "");
            });
  }

  /** Tells nobody of anything that the selected alert's rule raises. */
  void silenceRule(Duration time) {
    selected.get().ifPresent(row -> desk.silence(Map.of("rule", row.rule()), time, user, ""));
  }

  void endSilence(Silence silence) {
    desk.endSilence(silence.id());
  }

  void test(String channel) {
    desk.test(channel);
  }

  ChannelDesk channelDesk() {
    return desk.channels();
  }
}
