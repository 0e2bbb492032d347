package dev.weir.app.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords of connections that fail are nowhere: not in the log, not on the terminal. */
class LogIT {
  private static final String PASSWORD = "Tr0ub4dor&3";

  @TempDir Path temp;

  @Test
  void aPasswordOfKafkaIsInNoLog() throws Exception {
    try (var broker = KafkaBroker.start()) {
      Path wellFormed =
          properties(
              "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
                  + " username=\"eve\" password=\""
                  + PASSWORD
                  + "\";");
      Path broken =
          properties(
              "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule"
                  + " password=\""
                  + PASSWORD
                  + "\"");
      Path noModule =
          properties("sasl.jaas.config=no.such.Module required p=\"" + PASSWORD + "\";");
      for (Path config : List.of(wellFormed, broken, noModule)) {
        assertThat(
                run(
                    "--verbose",
                    "lag",
                    "--kafka",
                    broker.bootstrapServers(),
                    "--config",
                    config.toString()))
            .as("files of the log, which could tell")
            .isPositive();
      }
    }
  }

  @Test
  void aPasswordOfRedisIsInNoLog() throws Exception {
    try (var server = RedisServer.builder().password("another").start()) {
      Path config = Files.writeString(temp.resolve("redis.properties"), "password=" + PASSWORD);
      run(
          "--verbose",
          "streams",
          "--redis",
          "redis://127.0.0.1:" + server.port(),
          "--config",
          config.toString());
      run(
          "--verbose",
          "streams",
          "--redis",
          "redis://:" + PASSWORD + "@127.0.0.1:" + server.port());
    }
  }

  private Path properties(String jaas) throws IOException {
    return Files.writeString(
        Files.createTempFile(temp, "client", ".properties"),
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\ndefault.api.timeout.ms=4000\n"
            + "request.timeout.ms=3000\n"
            + jaas
            + "\n");
  }

  /** Returns how many files it kept. */
  private int run(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(Program.launcher().toString()));
    command.addAll(List.of(arguments));
    Path home = Files.createTempDirectory(temp, "home");
    Path out = temp.resolve("out.txt");
    Path err = temp.resolve("err.txt");
    var builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("WEIR_HOME", home.toString());
    builder.environment().put("WEIR_JAVA_HOME", System.getProperty("java.home"));
    Program.Ended ended = Program.await(builder.start(), out, err);

    assertThat(ended.code()).as(ended.err()).isNotZero();
    assertThat(ended.err()).as("it says why").startsWith("weir: ");
    assertNoSecretIn("the terminal", ended.out() + ended.err());
    int files = 0;
    try (Stream<Path> kept = Files.walk(home)) {
      for (Path file : kept.filter(Files::isRegularFile).toList()) {
        files++;
        assertNoSecretIn(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  private static void assertNoSecretIn(String where, String text) {
    assertThat(text)
        .as(where)
        .doesNotContain(PASSWORD)
        .doesNotContain(base64(PASSWORD))
        .doesNotContain(base64("\0eve\0" + PASSWORD));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
