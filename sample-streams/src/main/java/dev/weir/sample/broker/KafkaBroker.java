package dev.weir.sample.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka node (broker and controller, KRaft) in this JVM. Plain text on 127.0.0.1, no automatic
 * topic creation, replication factor 1; share groups (share.version 2) with their dead-letter
 * queues, and transactions, work.
 *
 * <p>Start it once per test JVM: the first start takes seconds, later ones less than one. Safe to
 * use from several threads. The data folder is removed by {@link #close()} and when the JVM ends,
 * unless the caller named one.
 */
public final class KafkaBroker implements AutoCloseable {
  /** Version of the broker, e.g. {@code 4.4.0}. */
  public static final String VERSION =
      org.apache.kafka.common.utils.internals.AppInfoParser.getVersion();

  /** The last reason for which the broker wanted to end this JVM. */
  private static final AtomicReference<Optional<String>> FATAL =
      new AtomicReference<>(Optional.empty());

  private final Path folder;
  private final boolean keepFolder;
  private final Map<String, String> extraProperties;
  private final boolean portFixed;
  private final IntSupplier freePorts;
  private final Optional<KafkaBroker> first;
  private final int nodeId;
  private final String clusterId;
  private int controllerPort;
  private @Nullable EndOfJvm endOfJvm;
  private int port;
  private @Nullable KafkaRaftServer server;
  private boolean closed;

  private KafkaBroker(Builder builder) {
    portFixed = builder.port > 0;
    port = builder.port;
    freePorts = builder.freePorts;
    keepFolder = builder.folder != null;
    folder = builder.folder == null ? DataFolder.create("kafka") : builder.folder;
    extraProperties = Map.copyOf(builder.properties);
    first = Optional.ofNullable(builder.first);
    nodeId = builder.nodeId;
    clusterId = first.map(node -> node.clusterId).orElseGet(() -> Uuid.randomUuid().toString());
  }

  /** A broker on a free port with data that goes away on close. */
  public static KafkaBroker start() {
    return builder().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Options of a broker. */
  public static final class Builder {
    private int port;
    private IntSupplier freePorts = LoopbackPort::free;
    private @Nullable Path folder;
    private @Nullable KafkaBroker first;
    private int nodeId = 1;
    private final Map<String, String> properties = new HashMap<>();

    private Builder() {}

    /** Listens on exactly this port; without it, on a free one. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /** Where ports come from that nobody asked for. */
    Builder freePorts(IntSupplier value) {
      freePorts = value;
      return this;
    }

    /**
     * Uses this folder and leaves it on close, so that a later broker finds topics, records and
     * committed offsets again. A folder that was never used is formatted.
     */
    public Builder dataFolder(Path value) {
      folder = value;
      return this;
    }

    /**
     * A broker of the cluster that {@code broker} began and controls, which must go on running.
     *
     * @param id unique in the cluster, above 1
     */
    public Builder joins(KafkaBroker broker, int id) {
      first = broker;
      nodeId = id;
      return this;
    }

    /** Adds or overrides one broker property. */
    public Builder property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /**
     * Starts the broker and returns when it accepts requests.
     *
     * @throws BrokerUnavailable when there is no port, no room for data, or the broker refuses
     */
    public KafkaBroker start() {
      var broker = new KafkaBroker(this);
      broker.endOfJvm = EndOfJvm.closes(broker, "kafka-broker");
      try {
        broker.restart();
      } catch (RuntimeException notStarted) {
        broker.close();
        throw notStarted;
      }
      return broker;
    }
  }

  /** {@code 127.0.0.1:port}, the same after {@link #restart()}. */
  public synchronized String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public synchronized int port() {
    return port;
  }

  /** The folder with the broker's logs. */
  public Path dataFolder() {
    return folder;
  }

  /**
   * Why a broker of this JVM wanted to halt it (a fatal fault, such as a data folder that was
   * removed under it), if that happened. The JVM is kept alive; the broker is not usable any more.
   */
  public static Optional<String> fatalFault() {
    return FATAL.get();
  }

  /** Stops the broker, keeps data and port. Does nothing when stopped. */
  public synchronized void stop() {
    KafkaRaftServer running = server;
    server = null;
    if (running != null) {
      running.shutdown();
      running.awaitShutdown();
    }
  }

  /** Stops the broker if it runs, and starts it on the same port and data. */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("the broker on " + folder + " is closed");
    }
    stop();
    ServerLogging.quiet();
    Exit.setHaltProcedure(KafkaBroker::keepJvm);
    Exit.setExitProcedure(KafkaBroker::keepJvm);
    if (portFixed || port > 0) {
      startOn(port);
      return;
    }
    for (int attempt = 1; ; attempt++) {
      int candidate = freePorts.getAsInt();
      try {
        startOn(candidate);
        port = candidate;
        return;
      } catch (BrokerUnavailable refused) {
        // Nobody asked for this port, and the controller's is never asked for: others do as well.
        if (attempt == LoopbackPort.ATTEMPTS || !LoopbackPort.isTaken(refused)) {
          throw refused;
        }
      }
    }
  }

  /** Stops the broker and removes its data folder unless the caller named it. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop();
    } finally {
      if (!keepFolder) {
        DataFolder.remove(folder);
      }
      if (endOfJvm != null) {
        endOfJvm.isNoMatter();
      }
    }
  }

  private void startOn(int listenerPort) {
    if (!LoopbackPort.isFreeSoon(listenerPort)) {
      throw new BrokerUnavailable(
          "Port " + listenerPort + " on 127.0.0.1 is in use.",
          "End the program that listens there, or choose another port.",
          new BindException("a listener is on port " + listenerPort));
    }
    KafkaRaftServer starting = null;
    controllerPort =
        first.map(node -> node.controllerPort).orElseGet(() -> freePortBut(listenerPort));
    try {
      format();
      starting = new KafkaRaftServer(new KafkaConfig(properties(listenerPort), false), Time.SYSTEM);
      starting.startup();
      server = starting;
    } catch (Exception | LinkageError refused) {
      if (starting != null) {
        starting.shutdown();
        starting.awaitShutdown();
      }
      throw new BrokerUnavailable(
          "The Kafka broker did not start on port "
              + listenerPort
              + ": "
              + rootCause(refused)
              + ".",
          "Check that there is room in " + folder + " and that the port is free.",
          refused);
    }
  }

  private int freePortBut(int taken) {
    int port = freePorts.getAsInt();
    while (port == taken) {
      port = freePorts.getAsInt();
    }
    return port;
  }

  private void format() throws Exception {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setClusterId(clusterId)
        .setNodeId(nodeId)
        .setDirectories(List.of(folder.toString()))
        .setMetadataLogDirectory(folder.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setPrintStream(
            new PrintStream(
                OutputStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8))
        .run();
  }

  private Properties properties(int listenerPort) {
    var properties = new Properties();
    properties.put("process.roles", first.isPresent() ? "broker" : "broker,controller");
    properties.put("node.id", Integer.toString(nodeId));
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:"
            + listenerPort
            + (first.isPresent() ? "" : ",CONTROLLER://127.0.0.1:" + controllerPort));
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + listenerPort);
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    properties.put("log.dirs", folder.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", "1");
    properties.put("min.insync.replicas", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("offsets.topic.segment.bytes", "4194304");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("transaction.state.log.segment.bytes", "4194304");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("share.coordinator.state.topic.segment.bytes", "4194304");
    properties.put("group.initial.rebalance.delay.ms", "0");
    // One user on two cores: few threads, small buffers.
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "2");
    properties.put("background.threads", "2");
    properties.put("num.replica.fetchers", "1");
    properties.put("log.cleaner.threads", "1");
    properties.put("log.cleaner.dedupe.buffer.size", "2097152");
    properties.put("log.index.size.max.bytes", "1048576");
    properties.put("log.retention.check.interval.ms", "5000");
    properties.put("log.initial.task.delay.ms", "5000");
    properties.put("log.segment.delete.delay.ms", "1000");
    extraProperties.forEach(properties::put);
    return properties;
  }

  private static void keepJvm(int status, @Nullable String message) {
    FATAL.set(Optional.of(message == null ? "exit status " + status : message));
  }

  private static String rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
