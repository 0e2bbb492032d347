package dev.weir.views.connections;

import dev.weir.stream.CheckStep.Outcome;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.Look;
import java.nio.file.Path;
import java.util.Map;

/** Pictures of the Connections screen, to be looked at. */
final class ConnectionsPictures {
  private ConnectionsPictures() {}

  public static void main(String[] folder) throws Exception {
    Look.startToolkit();
    for (boolean dark : new boolean[] {true, false}) {
      String theme = (dark ? "dark" : "light") + ".png";
      var console = new FakeConsole();
      Look look =
          Look.at(console, dark, (it, pulse) -> new ConnectionsView(it, pulse, target -> {}));
      var view = (ConnectionsView) look.screen();
      look.picture(Path.of(folder[0], "connections-" + theme));
      look.step(() -> view.model().check(Map.of()))
          .step(
              () -> {
                var run = console.desk.checks.getLast();
                run.step("DNS", Outcome.PASSED, "kafka-1.prod.example.com is 10.0.4.17", 3);
                run.step("TCP", Outcome.PASSED, "port 9093 accepts", 1);
                run.step("TLS", Outcome.WARNED, "the certificate expires in 9 days", 14);
                run.step(
                    "Authentication",
                    Outcome.FAILED,
                    "The broker refused user “weir” (SCRAM-SHA-512). Check the user and the"
                        + " password, and that the mechanism is enabled on this listener.",
                    41);
                run.step("List streams", Outcome.SKIPPED, "", 0);
              })
          .picture(Path.of(folder[0], "connections-test-" + theme));
      look.step(() -> view.model().edit("orders-prod"))
          .picture(Path.of(folder[0], "connections-edit-" + theme));
      look.step(view.model()::cancel)
          .step(
              () ->
                  console.desk.withoutKeychain =
                      "There is no keychain here: it takes a desktop session and the program"
                          + " secret-tool (package libsecret-tools). Or name a variable of the"
                          + " environment, or a file.")
          .step(() -> view.model().edit("cache-1"))
          .step(() -> view.model().draftProperty().get().orElseThrow().paste("password=hunter2"))
          .picture(Path.of(folder[0], "connections-secret-" + theme));
      look.step(() -> console.desk.set(java.util.List.of()))
          .step(() -> view.model().cancel())
          .step(() -> {})
          .picture(Path.of(folder[0], "connections-empty-" + theme));
      look.close();
    }
    System.exit(0);
  }
}
