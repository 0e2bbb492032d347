package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.Providers;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.engine.connection.Connections;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.mark.MarkStore;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.JsonFile;
import dev.weir.engine.settings.UserFolders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command that has run, in this JVM: its exit code and all it printed. */
record Ran(int code, String out, String err) {
  /** Runs a command with the user's files in {@code home}. */
  static Ran weir(Path home, Map<String, String> env, String... arguments) {
    return weirAs("tester", home, env, arguments);
  }

  /** Runs a command on a machine whose clock is wrong. */
  static Ran weirAt(InstantSource clock, Path home, String... arguments) {
    return weir("tester", clock, home, Map.of(), arguments);
  }

  /** Runs a command as a person of that name. */
  static Ran weirAs(String who, Path home, Map<String, String> env, String... arguments) {
    return weir(who, InstantSource.system(), home, env, arguments);
  }

  private static Ran weir(
      String who, InstantSource clock, Path home, Map<String, String> env, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Providers providers = Providers.onClassPath();
    int code;
    try (var connections =
        new Connections(
            UserFolders.in(home),
            providers.all(),
            new SecretResolver(env, home, Optional.empty()),
            clock)) {
      var terminal = new Terminal(out, err);
      var audit = new AuditTrail(UserFolders.in(home).auditFile(), clock, who);
      code =
          new CommandTree(
                  terminal,
                  new Brokers(providers, connections, (_, _) -> Optional.empty()),
                  clock,
                  new Interrupts(),
                  audit,
                  () -> new Choices(new JsonFile(UserFolders.in(home).settingsFile(), clock)),
                  () -> new ReplayStore(UserFolders.in(home), clock, audit),
                  (_, _) -> {
                    throw new AssertionError("no window was asked for");
                  },
                  "the log")
              .with(
                  new MarkCommand(
                      terminal,
                      new MarkStore(UserFolders.in(home).marksFile(), clock),
                      connections::names,
                      who,
                      clock))
              .run(arguments);
    }
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  JsonNode json() {
    return JsonMapper.shared().readTree(out);
  }

  List<JsonNode> jsonLines() {
    return out.lines().map(JsonMapper.shared()::readTree).toList();
  }
}
