package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code weir mark}, as a pipeline calls it. */
class MarkCommandTest {
  @TempDir Path home;

  private Ran weir(String... arguments) {
    return Ran.weir(home, Map.of(), arguments);
  }

  @Test
  void aMarkIsPutListedAndRemoved() {
    Instant at =
        Instant.now()
            .minus(Duration.ofMinutes(5))
            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    Ran first = weir("mark", "orders-service", "2.3.1", "--at", at.toString(), "--by", "ci");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).isEqualTo("Deploy mark 1: orders-service 2.3.1 at " + at + ".\n");
    assertThat(first.err()).isEmpty();

    Ran second = weir("mark", "billing 7", "--stream", "orders", "--group", "billing", "--json");
    assertThat(second.json().path("id").asInt()).isEqualTo(2);
    assertThat(second.json().path("group").asString()).isEqualTo("billing");
    assertThat(second.json().path("connection").isNull()).isTrue();

    Ran listed = weir("mark", "--list");
    assertThat(listed.out().lines().map(line -> line.strip().replaceAll(" {2,}.*", "")))
        .as("newest first:%n%s", listed.out())
        .containsExactly("ID", "2", "1");
    assertThat(listed.out())
        .contains("stream orders, group billing", "everything", at.toString(), "ci");
    JsonNode recent = weir("mark", "--list", "--since", "1m", "--json").json();
    assertThat(recent).hasSize(1);
    assertThat(recent.path(0).path("text").asString()).isEqualTo("billing 7");

    assertThat(weir("mark", "--remove", "1").out()).startsWith("Removed deploy mark 1: orders");
    Ran again = weir("mark", "--remove", "1");
    assertThat(again.code()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err()).contains("There is no deploy mark 1");
    assertThat(weir("mark", "--list", "--json").json()).hasSize(1);
  }

  @Test
  void misuseIsExplained() {
    for (List<String> arguments :
        List.of(
            List.of("mark"),
            List.of("mark", "x", "--list"),
            List.of("mark", "--list", "--remove", "1"),
            List.of("mark", "--list", "--group", "billing"),
            List.of("mark", "x", "--since", "1h"),
            List.of("mark", "x", "--at", "noon"),
            List.of("mark", "x", "--at", "latest"),
            List.of("mark", "x", "--at", "2099-01-01T00:00:00Z"),
            List.of("mark", " "),
            List.of("mark", "--remove", "one"))) {
      Ran ran = weir(arguments.toArray(String[]::new));
      assertThat(ran.code()).as("%s: %s", arguments, ran.err()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).startsWith("weir: ").doesNotContain("Exception", "\tat ");
    }
    assertThat(home.resolve("marks.db")).as("nothing was put").doesNotExist();
  }

  @Test
  void aConnectionNobodySavedIsSaidAndTheMarkPut() throws Exception {
    Files.writeString(
        home.resolve("connections.json"),
        """
        {"connections": [{"name": "prod", "kind": "kafka", "address": "127.0.0.1:1",
          "environment": "development", "properties": {}}]}
        """);
    Ran known = weir("mark", "x", "--connection", "prod");
    assertThat(known.err()).isEmpty();
    assertThat(known.out()).contains("concerns connection prod");
    Ran other = weir("mark", "x", "--connection", "prd");
    assertThat(other.code()).isZero();
    assertThat(other.err()).contains("no saved connection is called prd; saved are: prod");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "");
    Ran ran = Ran.weir(file.resolve("data"), Map.of(), "mark", "x");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("Deploy marks cannot be written");
  }
}
