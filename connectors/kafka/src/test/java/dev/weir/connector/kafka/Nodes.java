package dev.weir.connector.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A cluster of several nodes in this JVM, for what one broker cannot show: node 1 is controller and
 * broker, the others brokers. Each listens for clients without a login, and with one (SASL PLAIN).
 */
final class Nodes implements AutoCloseable {
  /** A user who may do what its ACLs say, with password "secret". */
  static final String RESTRICTED = "restricted";

  private final Path folder;
  private final Map<Integer, KafkaRaftServer> servers = new HashMap<>();
  private final List<Integer> plainPorts = new ArrayList<>();
  private final List<Integer> loginPorts = new ArrayList<>();

  private Nodes(Path folder) {
    this.folder = folder;
  }

  /**
   * @param more properties of all brokers
   */
  static Nodes start(int count, Map<String, String> more) throws Exception {
    Exit.setHaltProcedure((_, _) -> {});
    Exit.setExitProcedure((_, _) -> {});
    Nodes nodes = new Nodes(Files.createTempDirectory("weir-nodes"));
    String clusterId = Uuid.randomUuid().toString();
    int controllerPort = freePort();
    for (int id = 1; id <= count; id++) {
      Path data = nodes.folder.resolve("node-" + id);
      new Formatter()
          .setClusterId(clusterId)
          .setNodeId(id)
          .setDirectories(List.of(data.toString()))
          .setMetadataLogDirectory(data.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
      int plain = freePort();
      int login = freePort();
      nodes.plainPorts.add(plain);
      nodes.loginPorts.add(login);
      KafkaRaftServer server =
          new KafkaRaftServer(
              new KafkaConfig(properties(id, data, controllerPort, plain, login, more), false),
              Time.SYSTEM);
      server.startup();
      nodes.servers.put(id, server);
    }
    return nodes;
  }

  private static Properties properties(
      int id, Path data, int controllerPort, int plain, int login, Map<String, String> more) {
    Properties properties = new Properties();
    String listeners = "PLAINTEXT://127.0.0.1:" + plain + ",SASL_PLAINTEXT://127.0.0.1:" + login;
    properties.put("process.roles", id == 1 ? "broker,controller" : "broker");
    properties.put("node.id", Integer.toString(id));
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put(
        "listeners", id == 1 ? listeners + ",CONTROLLER://127.0.0.1:" + controllerPort : listeners);
    properties.put("advertised.listeners", listeners);
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    properties.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("sasl.enabled.mechanisms", "PLAIN");
    properties.put(
        "listener.name.sasl_plaintext.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_"
            + RESTRICTED
            + "=\"secret\";");
    properties.put("log.dirs", data.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "6");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("log.cleaner.dedupe.buffer.size", "2097152");
    properties.put("broker.session.timeout.ms", "6000");
    // A node that is stopped goes as one that dies: it hands nothing over.
    properties.put("controlled.shutdown.enable", "false");
    more.forEach(properties::put);
    return properties;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  String bootstrapServers() {
    return join(plainPorts);
  }

  String bootstrapServersWithLogin() {
    return join(loginPorts);
  }

  private static String join(List<Integer> ports) {
    return String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
  }

  /** Properties of a client that logs in as {@link #RESTRICTED}. */
  static Map<String, String> login() {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
            + RESTRICTED
            + "\" password=\"secret\";");
  }

  void kill(int id) {
    KafkaRaftServer server = servers.remove(id);
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
    }
  }

  @Override
  public void close() throws IOException {
    for (int id : servers.keySet().stream().sorted(Comparator.reverseOrder()).toList()) {
      kill(id);
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
