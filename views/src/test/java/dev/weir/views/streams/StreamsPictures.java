package dev.weir.views.streams;

import dev.weir.engine.finding.Target;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.Look;
import dev.weir.views.kit.TimeRange;
import java.nio.file.Path;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;

/** Pictures of the Streams screen, to be looked at. */
final class StreamsPictures {
  private StreamsPictures() {}

  public static void main(String[] folder) throws Exception {
    Look.startToolkit();
    for (boolean dark : new boolean[] {true, false}) {
      String theme = (dark ? "dark" : "light") + ".png";
      var console = new FakeConsole(30);
      Look look =
          Look.at(
              console,
              dark,
              (it, pulse) -> new StreamsView(it, pulse, target -> {}, new TimeRange(it)));
      look.pass(2).picture(Path.of(folder[0], "streams-" + theme));
      look.open(new Target.ToStream(FakeConsole.topic("orders")))
          .pass(2)
          .picture(Path.of(folder[0], "streams-detail-" + theme));
      look.step(
              () -> ((ToggleButton) ((HBox) look.find("#stream-part")).getChildren().get(1)).fire())
          .picture(Path.of(folder[0], "streams-partitions-" + theme));
      look.close();
    }
    System.exit(0);
  }
}
