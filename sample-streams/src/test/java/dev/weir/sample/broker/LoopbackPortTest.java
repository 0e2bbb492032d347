package dev.weir.sample.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {
  @Test
  void aPortSomebodyListensOnIsNotFree() throws Exception {
    for (var address : new InetAddress[] {InetAddress.ofLiteral("127.0.0.1"), null}) {
      try (var listening = new ServerSocket(0, 1, address)) {
        assertThat(LoopbackPort.isFree(listening.getLocalPort()))
            .as("free although %s listens", listening)
            .isFalse();
      }
    }
  }

  /** What a process that is being started may still hold of the look, for some milliseconds. */
  @Test
  void aLookThatIsNotOverYetTakesThePortFromNobody() throws Exception {
    int port = LoopbackPort.free();
    try (var look = new Socket()) {
      look.setReuseAddress(true);
      look.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      assertThat(LoopbackPort.isFree(port)).as("free for the next look").isTrue();
      try (var server = new ServerSocket()) {
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        assertThat(server.isBound()).isTrue();
      }
    }
  }

  @Test
  void aLostPortIsFoundAmongTheCauses() {
    assertThat(
            LoopbackPort.isTaken(
                new BrokerUnavailable(
                    "x", "y", new IllegalStateException(new BindException("in use")))))
        .isTrue();
    assertThat(LoopbackPort.isTaken(new BrokerUnavailable("x", "y"))).isFalse();
  }
}
