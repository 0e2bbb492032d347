package dev.weir.views.groups;

import dev.weir.engine.finding.Target;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.Look;
import dev.weir.views.kit.TimeRange;
import java.nio.file.Path;
import java.time.InstantSource;
import javafx.scene.control.Button;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;

/** Pictures of the Groups screen, to be looked at. */
final class GroupsPictures {
  private GroupsPictures() {}

  public static void main(String[] folder) throws Exception {
    Look.startToolkit();
    for (boolean dark : new boolean[] {true, false}) {
      String theme = (dark ? "dark" : "light") + ".png";
      var console = new FakeConsole(30);
      Look look =
          Look.at(
              console,
              dark,
              (it, pulse) ->
                  new GroupsView(
                      it, pulse, target -> {}, new TimeRange(it), InstantSource.system()));
      look.pass(2).picture(Path.of(folder[0], "groups-" + theme));
      look.open(new Target.ToGroup(FakeConsole.group("billing")))
          .pass(2)
          .picture(Path.of(folder[0], "groups-detail-" + theme));
      look.step(
              () -> ((ToggleButton) ((HBox) look.find("#group-part")).getChildren().get(1)).fire())
          .picture(Path.of(folder[0], "groups-partitions-" + theme));
      console.redisGroup = "mailer";
      look.step(console::step)
          .open(new Target.ToGroup(FakeConsole.group("mailer")))
          .pass(2)
          .step(() -> ((ToggleButton) look.find("#group-part-pending")).fire())
          .step(() -> ((Button) look.find("#pending-list")).fire())
          .pass(1)
          .step(() -> ((Button) look.find("#pending-preview")).fire())
          .pass(1)
          .picture(Path.of(folder[0], "groups-pending-" + theme));
      look.close();
    }
    System.exit(0);
  }
}
