package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no broker. */
class CommandTreeTest {
  @TempDir Path home;

  @Test
  void helpIsAResult() {
    for (String command : List.of("streams", "stats", "lag", "tail", "doctor")) {
      Ran ran = Ran.weir(home, Map.of(), command, "--help");
      assertThat(ran.code()).isZero();
      assertThat(ran.out()).as("help of %s", command).contains("Usage: weir " + command);
      assertThat(ran.err()).isEmpty();
    }
  }

  @Test
  void misuseIsExplainedOnStandardError() {
    for (String[] arguments :
        List.of(
            new String[] {"laag", "--kafka", "x:1"},
            new String[] {"lag"},
            new String[] {"lag", "--kafka", "x:1", "--redis", "redis://x"},
            new String[] {"stats", "--kafka", "x:1"},
            new String[] {"stats", "a", "--kafka", "x:1", "--for", "soon"},
            new String[] {"stats", "a", "--kafka", "x:1", "--until", "noon"},
            new String[] {"tail", "a", "--kafka", "x:1", "--from", "somewhere"},
            new String[] {"tail", "a", "--kafka", "x:1", "--last", "0"},
            new String[] {"tail", "a", "--kafka", "x:1", "--last", "1", "--from", "latest"},
            new String[] {"tail", "a", "--kafka", "x:1", "--limit", "0"},
            new String[] {"tail", "a", "--kafka", "x:1", "--format", "xml"},
            new String[] {"tail", "a", "--kafka", "x:1", "--format", "raw", "--json"},
            new String[] {"stats", "a", "--kafka", "x:1", "--for", "0s"},
            new String[] {"streams", "--kafka", "x:1", "--for", "0s"},
            new String[] {"lag", "--kafka", "x:1", "--interval", "0s"},
            new String[] {"lag", "--connection", "x", "--config", "x.properties"},
            new String[] {"lag", "--kafka", "x:1", "--config", "/no/such/file"},
            new String[] {"lag", "--kafka", "no port"},
            new String[] {"lag", "--connection", "nowhere"})) {
      Ran ran = Ran.weir(home, Map.of(), arguments);
      assertThat(ran.code()).as("%s: %s", String.join(" ", arguments), ran.err()).isEqualTo(2);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).startsWith("weir: ").doesNotContain("Exception", "\tat ");
    }
  }

  @Test
  void whileConnectionsCannotBeReadNothingIsWrittenWhereOneMayForbidIt() throws IOException {
    Path connections = Files.writeString(home.resolve("connections.json"), "{");
    Path file = Files.writeString(home.resolve("one.jsonl"), "{\"value\":\"x\"}\n");
    Ran ran =
        Ran.weir(
            home,
            Map.of(),
            "produce",
            "orders",
            "--kafka",
            "127.0.0.1:1",
            "--file",
            file.toString(),
            "--write");
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("connections.json could not be read", "nothing is written");
    assertThat(Ran.weir(home, Map.of(), "lag", "--connection", "prod").err())
        .contains("connections.json could not be read", "no saved connection prod");
    assertThat(connections).as("for its owner to correct").hasContent("{");
  }

  @Test
  void resultsWithoutRoomAreNotTakenForAReaderWhoHasGone() {
    assertThatThrownBy(() -> onto("No space left on device").announce("a result"))
        .isInstanceOf(Terminal.Unwritable.class)
        .hasMessageContaining("No space left on device. What is there is not all");
    assertThatThrownBy(() -> onto("Broken pipe").announce("a result"))
        .isInstanceOf(Terminal.ReaderGone.class);
  }

  private static Terminal onto(String failure) {
    return new Terminal(
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException(failure);
          }
        },
        OutputStream.nullOutputStream());
  }

  @Test
  void whatIsNoNumberIsSaidWithoutTheProgramsWords() {
    assertThat(Ran.weir(home, Map.of(), "dlq", "run", "p", "--rate", "fast").err())
        .contains("'fast' is no number\n");
    assertThat(Ran.weir(home, Map.of(), "dlq", "run", "p", "--canary", "few").err())
        .contains("'few' is no whole number");
    assertThat(Ran.weir(home, Map.of(), "dlq", "run", "p", "--max-lag", "1e3").err())
        .contains("'1e3' is no whole number");
  }

  @Test
  void aListOfCommandsHasWholeSentences() {
    for (String[] command : List.of(new String[] {"--help"}, new String[] {"dlq", "--help"})) {
      String commands = Ran.weir(home, Map.of(), command).out().split("Commands:\n", 2)[1];
      for (String one : commands.strip().split("\n {2}(?=\\S)")) {
        assertThat(one.strip()).as("of %s", one).endsWith(".");
      }
    }
  }

  @Test
  void aSavedConnectionIsNamed() throws Exception {
    Files.writeString(
        home.resolve("connections.json"),
        """
        {"connections": [{"name": "here", "kind": "kafka", "address": "127.0.0.1:1",
          "environment": "development", "properties": {"client.rack": "${env:RACK}"}}]}
        """);

    Ran other = Ran.weir(home, Map.of(), "lag", "--connection", "there");
    assertThat(other.code()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("There is no saved connection there; saved are: here.");

    Ran without = Ran.weir(home, Map.of(), "lag", "--connection", "here");
    assertThat(without.code()).isEqualTo(ExitCode.USAGE);
    assertThat(without.err()).contains("RACK");

    Ran with = Ran.weir(home, Map.of("RACK", "r1"), "lag", "--connection", "here");
    assertThat(with.code()).as(with.err()).isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void aSecretNobodyCanTypeIsSaid() throws Exception {
    Path config = home.resolve("client.properties");
    Files.writeString(config, "ssl.key.password=${ask}\n");

    Ran ran =
        Ran.weir(home, Map.of(), "lag", "--kafka", "127.0.0.1:1", "--config", config.toString());

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("ssl.key.password", "${env:NAME}");
  }
}
