package dev.weir.sample.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class RedisServerIT {
  @Test
  void answersDiesAndComesBackOnTheSamePort() {
    try (var server = RedisServer.start()) {
      int port = server.port();
      assertThat(server.version()).matches("\\d+\\.\\d+.*");
      assertThat(server.isAtLeast(5, 0)).isTrue();
      try (var client = new Jedis(server.url())) {
        assertThat(client.ping()).isEqualTo("PONG");
      }
      server.kill();
      assertThatThrownBy(() -> ping(server.url())).isInstanceOf(JedisConnectionException.class);
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      assertThat(ping(server.url())).isEqualTo("PONG");
    }
  }

  @Test
  void aPortThatIsLostToAnotherServerMeanwhileIsReplaced() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var ports = new ArrayDeque<>(List.of(other.getLocalPort()));
      try (var server =
          RedisServer.builder()
              .freePorts(() -> ports.isEmpty() ? LoopbackPort.free() : ports.removeFirst())
              .start()) {
        assertThat(ports).as("ports not tried").isEmpty();
        assertThat(server.port()).isNotEqualTo(other.getLocalPort());
        assertThat(ping(server.url())).isEqualTo("PONG");
      }
    }
  }

  @Test
  void theBundledServerIsRedisSix() {
    try (var server = RedisServer.bundled()) {
      assertThat(server.version()).startsWith("6.2");
      assertThat(server.isAtLeast(7, 0)).isFalse();
    } catch (BrokerUnavailable cannotRunHere) {
      Assumptions.abort("the bundled Redis does not run here: " + cannotRunHere.problem());
    }
  }

  @Test
  void asksForItsPassword() {
    try (var server = RedisServer.builder().password("p@ss w/rd").start()) {
      assertThat(ping(server.url())).isEqualTo("PONG");
      assertThatThrownBy(() -> ping("redis://127.0.0.1:" + server.port()))
          .hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void aNamedProgramIsTheOnlyCandidate() {
    assertThat(RedisExecutable.candidates(Optional.of("/no/such/redis"), Optional.of("/usr/bin")))
        .containsExactly(
            new RedisExecutable.Installed(
                "WEIR_REDIS_SERVER (/no/such/redis)", Path.of("/no/such/redis")));
  }

  private static String ping(String url) {
    try (var client = new Jedis(url)) {
      return client.ping();
    }
  }
}
