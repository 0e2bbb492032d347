package dev.weir.connector.kafka;

import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's admin client and what everything that calls it needs: its properties, its words
 * for failures, its clock. Connects with the first call. Thread-safe.
 */
final class ClusterLink implements AutoCloseable {
  private final String connection;
  private final ClientProperties properties;
  private final Reachability reachability;
  private final FailureWords words;
  private final InstantSource clock;
  private @Nullable Admin admin;
  private boolean closed;

  /**
   * Whether the last call got an answer. Until one has, the port is looked at before the client is
   * let loose on it: it would retry in silence for as long as a call may take.
   */
  private volatile boolean answered;

  /**
   * @throws ConnectorException if the address cannot be read
   */
  ClusterLink(ConnectionSpec spec, InstantSource clock) {
    connection = spec.name();
    this.clock = clock;
    properties = new ClientProperties(spec);
    List<Endpoint> endpoints;
    try {
      endpoints = Endpoint.parse(spec.address());
    } catch (IllegalArgumentException malformed) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "Connection " + connection + ": " + malformed.getMessage(),
              "Correct the connection's address."));
    }
    reachability = new Reachability(connection, endpoints, properties);
    words = new FailureWords(connection, spec.address(), properties, reachability);
  }

  String connection() {
    return connection;
  }

  ClientProperties properties() {
    return properties;
  }

  Reachability reachability() {
    return reachability;
  }

  FailureWords words() {
    return words;
  }

  long nowMillis() {
    return clock.millis();
  }

  /** Epoch milliseconds of the moment that {@code System.nanoTime()} was {@code nanos}. */
  long millisAt(long nanos) {
    return clock.millis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  StreamRef stream(String topic) {
    return new StreamRef(connection, topic);
  }

  PartitionRef partition(TopicPartition partition) {
    return new PartitionRef(stream(partition.topic()), partition.partition());
  }

  /** Figures of the admin client; none before the first call. */
  synchronized Map<MetricName, ? extends Metric> metrics() {
    return admin == null ? Map.of() : admin.metrics();
  }

  /**
   * Calls and waits.
   *
   * @param doing what is tried, to follow "could not": "list topics"
   */
  <T> T call(String doing, Function<Admin, KafkaFuture<T>> call) {
    try {
      T result = await(start(doing, call));
      answered();
      return result;
    } catch (ExecutionException | java.util.concurrent.TimeoutException failed) {
      throw failed(doing, failed);
    }
  }

  /** Starts a call that answers in parts; {@link #await} waits for each. */
  <T> T start(String doing, Function<Admin, T> call) {
    if (!answered) {
      reachability.require();
    }
    Admin open = open(doing);
    try {
      return call.apply(open);
    } catch (IllegalStateException dead) {
      // The client's thread is gone (out of memory is one way): the next call makes a new one.
      discard(open);
      throw words.exception(doing, dead);
    } catch (RuntimeException refused) {
      throw words.exception(doing, refused);
    }
  }

  /** Waits a little longer than the client itself waits. */
  <T> T await(KafkaFuture<T> future)
      throws ExecutionException, java.util.concurrent.TimeoutException {
    try {
      return future.get(properties.apiTimeoutMillis() + 2_000L, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ExecutionException(interrupted);
    }
  }

  /**
   * A client that writes, with properties of {@link #properties()}. Connects with the first call.
   */
  KafkaProducer<byte[], byte[]> writer(Map<String, Object> clientProperties) {
    try {
      return new KafkaProducer<>(
          clientProperties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (RuntimeException refused) {
      throw words.exception("open a writer", refused);
    }
  }

  /** Says that the cluster has answered something, be it an error. */
  void answered() {
    if (!answered) {
      answered = true;
      reachability.forget();
    }
  }

  /** Remembers a failure, so that the next call looks at the port first, and puts it in words. */
  ConnectorException failed(String doing, Throwable thrown) {
    ConnectorException failure = words.exception(doing, thrown);
    if (failure.failure() instanceof ConnectorFailure.Unreachable) {
      answered = false;
    }
    return failure;
  }

  private synchronized Admin open(String doing) {
    if (closed) {
      throw new ConnectorException(
          new ConnectorFailure.Unreachable(
              "Connection " + connection + " is closed.", "Open it again."));
    }
    if (admin == null) {
      try {
        admin = Admin.create(properties.admin());
      } catch (RuntimeException refused) {
        throw words.exception(doing, refused);
      }
    }
    return admin;
  }

  private synchronized void discard(Admin dead) {
    if (admin == dead) {
      admin = null;
      dead.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    Admin open;
    synchronized (this) {
      closed = true;
      open = admin;
      admin = null;
    }
    if (open != null) {
      open.close(Duration.ofMillis(500));
    }
  }
}
