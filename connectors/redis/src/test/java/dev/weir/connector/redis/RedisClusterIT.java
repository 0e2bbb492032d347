package dev.weir.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.weir.sample.broker.RedisServer;
import dev.weir.stream.CheckStep;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.TailFrom;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.util.JedisClusterCRC16;

class RedisClusterIT {
  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static RedisServer node(int busPort) {
    return RedisServer.builder()
        .arguments("--cluster-enabled", "yes", "--cluster-port", Integer.toString(busPort))
        .start();
  }

  @Test
  void findsReadsAndMeasuresStreamsOnAllPrimaries() throws Exception {
    try (RedisServer probe = RedisServer.start()) {
      assumeThat(probe.isAtLeast(7, 0))
          .as(
              "needs Redis 7.0 on the PATH (cluster-port, ADDSLOTSRANGE); there is only %s",
              probe.version())
          .isTrue();
    }
    int busA = freePort();
    int busB = freePort();
    try (RedisServer a = node(busA);
        RedisServer b = node(busB);
        Jedis toA = TestServers.client(a);
        Jedis toB = TestServers.client(b)) {
      toA.sendCommand(Protocol.Command.CLUSTER, "ADDSLOTSRANGE", "0", "8191");
      toB.sendCommand(Protocol.Command.CLUSTER, "ADDSLOTSRANGE", "8192", "16383");
      toA.sendCommand(
          Protocol.Command.CLUSTER,
          "MEET",
          "127.0.0.1",
          Integer.toString(b.port()),
          Integer.toString(busB));
      await("the cluster is whole")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  toA.clusterInfo().contains("cluster_state:ok")
                      && toB.clusterInfo().contains("cluster_state:ok"));
      Map<String, Jedis> places = new TreeMap<>();
      for (String name : List.of("orders", "payments", "shipments", "inventory")) {
        places.put(name, JedisClusterCRC16.getSlot(name) < 8192 ? toA : toB);
      }
      assertThat(places).containsValue(toA).containsValue(toB);
      places.forEach(
          (name, client) -> {
            for (int i = 1; i <= 3; i++) {
              client.xadd(name, Map.of("n", "" + i), XAddParams.xAddParams().id(i + "-0"));
            }
          });
      ConnectionSpec spec =
          new ConnectionSpec(
              "test", "redis", "redis://127.0.0.1:" + a.port(), Map.of("mode", "cluster"));
      List<CheckStep> steps = new ArrayList<>();
      new RedisConnectorProvider().check(spec, steps::add);
      assertThat(steps)
          .allSatisfy(step -> assertThat(step.outcome()).isNotEqualTo(CheckStep.Outcome.FAILED));
      try (Connector connector = new RedisConnectorProvider().open(spec)) {
        assertThat(connector.describeBroker()).endsWith("cluster, 2 primaries");
        List<StreamInfo> streams = connector.streams();
        assertThat(streams)
            .extracting(info -> info.stream().name())
            .containsExactlyElementsOf(places.keySet());
        var refs = streams.stream().map(StreamInfo::stream).toList();
        assertThat(connector.ends(refs)).extracting(StreamEnds::length).containsOnly(3L);
        List<String> read = new ArrayList<>();
        try (RecordCursor cursor =
            connector.open(refs, new TailFrom.Earliest(), ReadIsolation.READ_UNCOMMITTED)) {
          await("all entries of all streams")
              .atMost(Duration.ofSeconds(30))
              .until(
                  () -> {
                    for (RecordBatch batch : cursor.poll(Duration.ofMillis(300)).batches()) {
                      for (int i = 0; i < batch.count(); i++) {
                        read.add(batch.stream().name() + batch.position(i));
                      }
                    }
                    return read.size() >= 12;
                  });
          assertThat(cursor.reachedOpeningEnd()).isTrue();
        }
        assertThat(read).hasSize(12).doesNotHaveDuplicates();
      }
    }
  }
}
