package dev.weir.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The sample streams' broker, which is newer than the clients of this module, in its own JVM. */
final class BrokerProcess implements AutoCloseable {
  private final Process process;
  private final String address;

  BrokerProcess(Path program, Path data) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    java().toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    program.resolve("sample").resolve("*").toString(),
                    "dev.weir.sample.broker.KafkaBrokerProcess",
                    "0",
                    data.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assertThat(answer).as("what the broker said").isNotNull().startsWith("ready");
    address = "127.0.0.1:" + answer.replaceAll("\\D", "");
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  String address() {
    return address;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
