package dev.weir.views.shell;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.publish.Attendance;
import dev.weir.views.kit.Clicks;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.FrameMeter;
import dev.weir.views.kit.Presence;
import java.util.Locale;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** How Weir itself is doing, in one line. */
final class StatusBar extends HBox {
  private static final PseudoClass FAULTY = PseudoClass.getPseudoClass("faulty");

  private static final PseudoClass UNLOCKED = PseudoClass.getPseudoClass("unlocked");

  /** Size of text in the bar unless told, in pixels. */
  private static final double USUAL_TEXT = 11.7;

  private final Label counted = figure(132, "Records read and metered, per second.");
  private final Label age =
      figure(
          172,
          "How old the newest record was when it was laid out on screen, from its receipt: 99 of"
              + " 100 were younger.");
  private final Label frame =
      figure(
          96,
          "From new figures to the frame that is laid out with them: half of the frames took"
              + " less.");
  private final Label heap = figure(140, "Memory in use, of what Weir may use at most.");
  private final Label skipped =
      figure(72, "Records passed without reading: expired, cut off or jumped over.");
  private final Label fault = new Label();
  private final Label access = new Label();
  private final Label resting = new Label();

  StatusBar(ShellModel model, Runnable openFaults) {
    super(16);
    getStyleClass().add("status-bar");
    setAlignment(Pos.CENTER_LEFT);
    fault.getStyleClass().add("last-fault");
    fault.setMinWidth(0);
    Clicks.on(fault, openFaults);
    var space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    access.setId("access");
    access.getStyleClass().add("access");
    access.setMinWidth(0);
    resting.setId("resting");
    resting.getStyleClass().add("resting");
    resting.setMinWidth(USE_PREF_SIZE);
    resting.setTooltip(
        explanation(
            "Nobody has touched Weir for minutes. Brokers are asked every 5 s; records are measured"
                + " and alerts judged as before. A key, the mouse or an alert that fires wakes it."
                + " See Settings."));
    rest(Attendance.PRESENT);
    getChildren().addAll(counted, age, frame, heap, skipped, fault, space, resting, access);
  }

  /**
   * Says so while figures are drawn less often: a picture that rests must not look like a stuck
   * one.
   */
  void rest(Attendance attendance) {
    attendance
        .drawnEvery()
        .ifPresent(every -> resting.setText("resting · drawn every " + every.toSeconds() + " s"));
    Presence.set(resting, attendance.rests());
  }

  void show(ShellModel model, FrameMeter.Report report) {
    counted.setText(model.countedSentence());
    age.setText(
        "record age at pixel " + Formats.latency(report.recordAgeAtPixelMillisP99()).text());
    frame.setText("frame " + Formats.latency(report.frameMillisP50()).text());
    access.setText(model.accessSentence());
    access.pseudoClassStateChanged(UNLOCKED, !model.unlocked().isEmpty());
    heap.setText(model.heapSentence());
    skipped.setText(model.skippedSentence());
    Optional<Fault> last = model.lastFault();
    fault.setVisible(last.isPresent());
    fault.setManaged(last.isPresent());
    fault.pseudoClassStateChanged(FAULTY, last.isPresent());
    fault.setText(last.map(it -> it.source() + ": " + it.what()).orElse(""));
  }

  /**
   * @param width in pixels, at the usual size of text: what follows does not move with each figure
   */
  private static Label figure(double width, String explanation) {
    var label = new Label();
    String ems = String.format(Locale.ROOT, "%.2fem;", width / USUAL_TEXT);
    label.setStyle("-fx-min-width: " + ems + " -fx-pref-width: " + ems);
    label.setTooltip(explanation(explanation));
    return label;
  }

  private static Tooltip explanation(String text) {
    var tooltip = new Tooltip(text);
    tooltip.setWrapText(true);
    tooltip.setMaxWidth(320);
    return tooltip;
  }
}
