package dev.weir.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.CheckStep;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ConnectorFailure.Rejected;
import dev.weir.stream.ConnectorFailure.TimedOut;
import dev.weir.stream.ConnectorFailure.Unauthorized;
import dev.weir.stream.ConnectorFailure.Unreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What an operator reads when something that is not a willing Redis is at the address. */
class FailuresTest {
  private static ConnectorFailure failure(String address, Map<String, String> properties) {
    try (Connector connector =
        new RedisConnectorProvider()
            .open(new ConnectionSpec("shop", "redis", address, properties))) {
      ConnectorException thrown =
          Assertions.catchThrowableOfType(ConnectorException.class, connector::streams);
      assertThat(thrown).as("a failure for " + address).isNotNull();
      assertThat(thrown.failure().sentence()).doesNotContain("s3cret", "Exception", "null");
      return thrown.failure();
    }
  }

  private static ConnectorFailure answering(
      Map<String, String> properties, Function<List<String>, String> answers) throws IOException {
    try (FakeServer server = new FakeServer(answers)) {
      return failure("redis://127.0.0.1:" + server.port(), properties);
    }
  }

  @Test
  void anUnknownHost() {
    ConnectorFailure failure = failure("redis://no-such-host.invalid:6379", Map.of());
    assertThat(failure).isInstanceOf(Unreachable.class);
    assertThat(failure.what()).contains("no-such-host.invalid:6379", "not known");
    assertThat(failure.remedy()).contains("spelling");
  }

  @Test
  void nothingListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ConnectorFailure failure = failure("redis://127.0.0.1:" + port, Map.of());
    assertThat(failure).isInstanceOf(Unreachable.class);
    assertThat(failure.what()).contains("127.0.0.1:" + port, "refused");
  }

  @Test
  void aServerThatHangsUpAtTheFirstWordLikeKafka() throws IOException {
    ConnectorFailure failure = answering(Map.of(), _ -> FakeServer.HANG_UP);
    assertThat(failure).isInstanceOf(Unreachable.class);
    assertThat(failure.remedy()).contains("rediss://", "Kafka");
  }

  @Test
  void plainTextToATlsPort() throws IOException {
    ConnectorFailure failure = answering(Map.of(), _ -> "\u0015\u0003\u0003\u0000\u0002\u0002F");
    assertThat(failure).isInstanceOf(Unreachable.class);
    assertThat(failure.what()).contains("speaks TLS");
    assertThat(failure.remedy()).contains("rediss://");
  }

  @Test
  void anotherProgramsPort() throws IOException {
    ConnectorFailure failure = answering(Map.of(), _ -> "HTTP/1.1 400 Bad Request\r\n\r\n");
    assertThat(failure.what()).contains("not as a Redis server");
  }

  @Test
  void passwordsAskedForWrongAndNotWanted() throws IOException {
    assertThat(answering(Map.of(), _ -> "-NOAUTH Authentication required.\r\n"))
        .isInstanceOf(Unauthorized.class)
        .extracting(ConnectorFailure::remedy)
        .asString()
        .contains("'password'");
    assertThat(
            answering(
                Map.of("password", "s3cret"),
                _ -> "-WRONGPASS invalid username-password pair or user is disabled.\r\n"))
        .isInstanceOf(Unauthorized.class)
        .extracting(ConnectorFailure::what)
        .asString()
        .contains("does not accept");
    assertThat(
            answering(
                Map.of("password", "s3cret"),
                _ -> "-ERR unknown command `AUTH`, with args beginning with: `s3cret`, \r\n"))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void aServerStillLoading() throws IOException {
    ConnectorFailure failure =
        answering(
            Map.of(),
            command ->
                command.getFirst().equals("CLIENT")
                    ? "+OK\r\n"
                    : "-LOADING Redis is loading the dataset in memory\r\n");
    assertThat(failure).isInstanceOf(Unreachable.class);
    assertThat(failure.what()).contains("still loading");
  }

  @Test
  void aServerThatNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ConnectorFailure failure =
          failure("redis://127.0.0.1:" + silent.getLocalPort(), Map.of("socket.timeout.ms", "100"));
      assertThat(failure).isInstanceOf(TimedOut.class);
      assertThat(failure.what()).contains("did not answer in time");
    }
  }

  @Test
  void aSentinelNamesTheMaster() throws IOException {
    try (FakeServer master =
            new FakeServer(
                command ->
                    switch (command.getFirst()) {
                      case "SCAN" -> "*2\r\n$1\r\n0\r\n*1\r\n$6\r\norders\r\n";
                      case "AUTH" ->
                          command.getLast().equals("s3cret") ? "+OK\r\n" : "-WRONGPASS no\r\n";
                      default -> "+OK\r\n";
                    });
        FakeServer sentinel =
            new FakeServer(
                command -> {
                  if (!command.getFirst().equals("SENTINEL")) {
                    return command.getFirst().equals("AUTH") ? "-ERR not here\r\n" : "+OK\r\n";
                  }
                  String port = Integer.toString(master.port());
                  return command.getLast().equals("shop")
                      ? "*2\r\n$9\r\n127.0.0.1\r\n$" + port.length() + "\r\n" + port + "\r\n"
                      : "*-1\r\n";
                })) {
      String address = "redis://127.0.0.1:1,127.0.0.1:" + sentinel.port();
      Map<String, String> good =
          Map.of("mode", "sentinel", "sentinel.master", "shop", "password", "s3cret");
      try (Connector connector =
          new RedisConnectorProvider().open(new ConnectionSpec("shop", "redis", address, good))) {
        assertThat(connector.streams())
            .singleElement()
            .extracting(s -> s.stream().name())
            .isEqualTo("orders");
      }
      ConnectorFailure unknown =
          failure(
              "redis://127.0.0.1:" + sentinel.port(),
              Map.of("mode", "sentinel", "sentinel.master", "shopp"));
      assertThat(unknown).isInstanceOf(ConnectorFailure.Missing.class);
      assertThat(unknown.what()).contains("'shopp'");
    }
  }

  @Test
  void theCheckStopsAtTheStepThatFailsAndSaysWhy() throws IOException {
    List<CheckStep> steps = new ArrayList<>();
    try (FakeServer server = new FakeServer(_ -> "-NOAUTH Authentication required.\r\n")) {
      new RedisConnectorProvider()
          .check(
              new ConnectionSpec("shop", "redis", "redis://127.0.0.1:" + server.port(), Map.of()),
              steps::add);
    }
    assertThat(steps)
        .extracting(step -> step.name() + " " + step.outcome())
        .containsExactly(
            "DNS PASSED",
            "TCP PASSED",
            "TLS SKIPPED",
            "Authentication FAILED",
            "Server SKIPPED",
            "Clock SKIPPED",
            "List streams SKIPPED",
            "Read streams SKIPPED");
    assertThat(steps.get(3).detail()).contains("asks for a password", "'password'");
  }
}
