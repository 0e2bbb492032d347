package dev.weir.views.alerts;

import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.Look;
import dev.weir.views.kit.TimeRange;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;

/** Pictures of the Alerts screen, to be looked at. */
final class AlertsPictures {
  private static final long NOW = 1_790_000_000_000L;

  private AlertsPictures() {}

  public static void main(String[] folder) throws Exception {
    Look.startToolkit();
    for (boolean dark : new boolean[] {true, false}) {
      String theme = (dark ? "dark" : "light") + ".png";
      Look look =
          Look.at(
              new FakeConsole(30),
              dark,
              (it, pulse) ->
                  new AlertsView(
                      it,
                      pulse,
                      target -> {},
                      new TimeRange(it),
                      InstantSource.fixed(Instant.ofEpochMilli(NOW)),
                      "ada"));
      look.pass(2).picture(Path.of(folder[0], "alerts-" + theme));
      look.step(() -> ((ToggleButton) look.find("#shows-history")).fire())
          .pass(1)
          .picture(Path.of(folder[0], "alerts-history-" + theme));
      String[] parts = {"timeline", "rules", "coverage"};
      for (int i = 0; i < parts.length; i++) {
        int part = i + 1;
        look.step(
                () ->
                    ((ToggleButton) ((HBox) look.find("#alerts-part")).getChildren().get(part))
                        .fire())
            .pass(1)
            .picture(Path.of(folder[0], "alerts-" + parts[i] + "-" + theme));
      }
      look.step(
          () -> ((ToggleButton) ((HBox) look.find("#alerts-part")).getChildren().get(2)).fire());
      look.step(() -> ((TableView<?>) look.find("#rules")).getSelectionModel().select(1));
      look.step(() -> ((Button) look.find("#edit-rule")).fire())
          .pass(2)
          .picture(Path.of(folder[0], "alerts-editor-" + theme));
      look.step(
              () -> ((ToggleButton) ((HBox) look.find("#alerts-part")).getChildren().get(5)).fire())
          .pass(1);
      look.step(() -> ((TableView<?>) look.find("#channels")).getSelectionModel().select(1));
      look.step(() -> ((Button) look.find("#test-channel")).fire())
          .pass(2)
          .picture(Path.of(folder[0], "alerts-channels-" + theme));
      look.step(() -> ((TableView<?>) look.find("#channels")).getSelectionModel().select(0));
      look.step(() -> ((Button) look.find("#edit-channel")).fire())
          .pass(2)
          .picture(Path.of(folder[0], "alerts-channel-" + theme));
      look.step(() -> ((Button) look.find("#cancel-channel")).fire())
          .step(() -> ((Button) look.find("#channel-settings")).fire())
          .pass(1)
          .step(() -> ((Button) look.find("#notify-add-maintenance")).fire())
          .pass(2)
          .picture(Path.of(folder[0], "alerts-settings-" + theme));
      look.close();
    }
    System.exit(0);
  }
}
