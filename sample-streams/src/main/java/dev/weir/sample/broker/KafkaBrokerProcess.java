package dev.weir.sample.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KafkaBroker} in a process of its own, so that a test can kill it without warning and
 * bring it back on the same port and data. The process ends by itself when the JVM that started it
 * is gone.
 */
public final class KafkaBrokerProcess implements AutoCloseable {
  private static final String READY = "ready on port ";
  private static final int USUAL_HEAP_MIB = 192;

  private final Path folder = DataFolder.create("kafka");
  private final Map<String, String> properties;
  private final int heapMiB;
  private @Nullable EndOfJvm endOfJvm;

  /** 0 until the process has chosen one. */
  private int port;

  private @Nullable Process process;
  private boolean closed;

  private KafkaBrokerProcess(Map<String, String> properties, int heapMiB) {
    this.properties = properties;
    this.heapMiB = heapMiB;
  }

  /** Starts a broker process on a free port and returns when it accepts requests. */
  public static KafkaBrokerProcess start() {
    return start(Map.of());
  }

  /** As {@link #start()}, with broker properties added or overridden. */
  public static KafkaBrokerProcess start(Map<String, String> properties) {
    return start(properties, USUAL_HEAP_MIB);
  }

  /** As {@link #start(Map)}, for a broker that holds more than a test needs. */
  public static KafkaBrokerProcess start(Map<String, String> properties, int heapMiB) {
    var broker = new KafkaBrokerProcess(Map.copyOf(properties), heapMiB);
    broker.endOfJvm = EndOfJvm.closes(broker, "kafka-process");
    try {
      broker.restart();
    } catch (RuntimeException notStarted) {
      broker.close();
      throw notStarted;
    }
    return broker;
  }

  public synchronized String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public synchronized int port() {
    return port;
  }

  /** Ends the process at once, as {@code kill -9} does, and returns when it is gone. */
  public synchronized void kill() {
    Process running = process;
    process = null;
    if (running != null) {
      ProcessEnd.now(running);
    }
  }

  /** Kills the process if it runs, and starts a new one on the same port and data. */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("the broker process on port " + port + " is closed");
    }
    kill();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heapMiB + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", "")),
            KafkaBrokerProcess.class.getName(),
            Integer.toString(port),
            folder.toString()));
    properties.forEach((name, value) -> command.add(name + "=" + value));
    Process starting;
    String answer;
    try {
      starting = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process = starting;
      answer =
          new BufferedReader(
                  new InputStreamReader(starting.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
    } catch (IOException notStarted) {
      throw new BrokerUnavailable(
          "Cannot start a broker process: " + notStarted.getMessage() + ".",
          "Check the Java installation in " + System.getProperty("java.home") + ".",
          notStarted);
    }
    if (answer == null || !answer.startsWith(READY)) {
      kill();
      throw new BrokerUnavailable(
          "The broker process did not start: " + answer + ".",
          "Check that there is room in " + folder + ".");
    }
    port = Integer.parseInt(answer.substring(READY.length()));
  }

  /** Ends the process and removes its data. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    kill();
    DataFolder.remove(folder);
    if (endOfJvm != null) {
      endOfJvm.isNoMatter();
    }
  }

  /** The process: port (0: a free one), data folder, then {@code name=value} broker properties. */
  public static void main(String[] arguments) throws IOException {
    var properties = new HashMap<String, String>();
    for (int i = 2; i < arguments.length; i++) {
      String[] pair = arguments[i].split("=", 2);
      properties.put(pair[0], pair[1]);
    }
    KafkaBroker.Builder builder =
        KafkaBroker.builder()
            .port(Integer.parseInt(arguments[0]))
            .dataFolder(Path.of(arguments[1]));
    properties.forEach(builder::property);
    try (KafkaBroker broker = builder.start()) {
      System.out.println(READY + broker.port());
      // The parent holds the other end: end of input means it is gone.
      while (System.in.read() >= 0) {
        // Nothing is said to us.
      }
    } catch (BrokerUnavailable unavailable) {
      System.out.println(unavailable.problem());
      System.exit(2);
    }
    System.exit(0);
  }
}
