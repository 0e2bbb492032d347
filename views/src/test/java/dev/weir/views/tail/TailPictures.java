package dev.weir.views.tail;

import dev.weir.engine.finding.Target;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.Look;
import java.nio.file.Path;
import java.time.InstantSource;
import javafx.scene.control.TableView;

/** Pictures of the Tail screen, to be looked at. */
final class TailPictures {
  private TailPictures() {}

  public static void main(String[] folder) throws Exception {
    Look.startToolkit();
    for (boolean dark : new boolean[] {true, false}) {
      String theme = dark ? "dark" : "light";
      var console = new FakeConsole();
      Look look =
          Look.at(
              console,
              dark,
              (it, pulse) -> new TailView(it, pulse, target -> {}, InstantSource.system()));
      look.picture(Path.of(folder[0], "tail-empty-" + theme + ".png"));
      look.open(new Target.ToTail(FakeConsole.topic("payments")));
      var tail = (TailView) look.screen();
      look.step(() -> tail.model().add(FakeConsole.topic("orders")))
          .step(() -> tail.model().add(FakeConsole.redisStream("notifications")))
          .step(() -> console.tail().arrive(500))
          .pass(2)
          .picture(Path.of(folder[0], "tail-" + theme + ".png"));
      look.step(() -> ((TableView<?>) look.find(".data-table")).getSelectionModel().select(7))
          .pass(1)
          .picture(Path.of(folder[0], "tail-inspect-" + theme + ".png"));
      look.step(() -> tail.inspector().showMetadata())
          .picture(Path.of(folder[0], "tail-metadata-" + theme + ".png"));
      look.close();
    }
    System.exit(0);
  }
}
