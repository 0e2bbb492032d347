package dev.weir.views.tail;

import dev.weir.engine.settings.Settings;
import dev.weir.engine.tail.Inspection;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.control.SplitPane;

/**
 * The rows and, beside them, the inspector while a record is inspected; unless it is detached into
 * a window of its own. Confined to the FX thread.
 */
final class InspectorDock extends SplitPane {
  private static final double INSPECTOR_WIDTH = 344;

  private final TailModel model;
  private final Settings settings;
  private final TailRows rows;
  private final Inspector inspector;
  private Optional<DetachedInspector> detached = Optional.empty();

  InspectorDock(
      TailModel model,
      Settings settings,
      TailRows rows,
      Supplier<ZoneId> zone,
      RecordActions actions) {
    this.model = model;
    this.settings = settings;
    this.rows = rows;
    inspector =
        new Inspector(
            zone, actions::copy, actions::produceAgain, this::detachOrAttach, this::closeInspector);
    getStyleClass().add("quiet-split");
    getItems().setAll(List.of(rows));
    SplitPane.setResizableWithParent(inspector, false);
    model.inspectionProperty().subscribe((was, now) -> show(now));
  }

  Inspector inspector() {
    return inspector;
  }

  /** Moves the inspector into a window of its own, or back. */
  void detachOrAttach() {
    if (detached.isPresent()) {
      attach();
    } else if (getItems().remove(inspector)) {
      detached =
          Optional.of(
              new DetachedInspector(settings, getScene().getWindow(), inspector, this::attach));
      inspector.showDetached(true);
    }
  }

  /** Inspects nothing any more. */
  void closeInspector() {
    model.clearSelection();
    rows.refresh();
    rows.takeFocus();
  }

  private void show(Optional<Inspection> inspection) {
    if (inspection.isPresent()) {
      inspector.show(inspection.get());
      if (detached.isEmpty() && !getItems().contains(inspector)) {
        getItems().add(inspector);
        setDividerPositions(1 - INSPECTOR_WIDTH / Math.max(600, getWidth()));
      }
    } else {
      inspector.forget();
      attach();
      getItems().remove(inspector);
    }
  }

  private void attach() {
    if (detached.isEmpty()) {
      return;
    }
    detached.get().close();
    detached = Optional.empty();
    inspector.showDetached(false);
    show(model.inspectionProperty().get());
    rows.takeFocus();
  }
}
