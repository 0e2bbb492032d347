package dev.weir.engine.health;

import dev.weir.stream.ClientMetric;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** The console's own figures and those of its clients, in a Micrometer registry. Thread-safe. */
public final class ConsoleMetrics {
  private final MeterRegistry registry;
  private final DistributionSummary tickLate;
  private final Timer tickTook;
  private final Map<String, Map<Identity, Meter>> ofClients = new HashMap<>();

  private record Identity(String name, Map<String, String> tags) {}

  public ConsoleMetrics(MeterRegistry registry) {
    this.registry = registry;
    tickLate =
        DistributionSummary.builder("weir.engine.tick.late")
            .description("How much later than due a tick of the engine came")
            .baseUnit("milliseconds")
            .register(registry);
    tickTook =
        Timer.builder("weir.engine.tick").description("Duration of a tick").register(registry);
  }

  /** Binds a figure that is read when somebody looks. */
  public void gauge(String name, String description, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** A tick of the engine is over. */
  public void tick(long lateMillis, long tookNanos) {
    tickLate.record((double) lateMillis);
    tickTook.record(tookNanos, TimeUnit.NANOSECONDS);
  }

  /** A broker was asked for something and answered. */
  public void polled(String question, long tookNanos) {
    registry.timer("weir.poll", "question", question).record(tookNanos, TimeUnit.NANOSECONDS);
  }

  /** Binds the figures of a connection's clients; those that are no more are taken out. */
  public synchronized void clients(String connection, List<ClientMetric> metrics) {
    Map<Identity, Meter> bound = ofClients.computeIfAbsent(connection, _ -> new HashMap<>());
    Set<Identity> there = new HashSet<>();
    for (ClientMetric metric : metrics) {
      var identity = new Identity(metric.name(), metric.tags());
      if (there.add(identity)) {
        bound.computeIfAbsent(identity, _ -> bind(connection, metric));
      }
    }
    bound
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !there.contains(entry.getKey());
              if (gone) {
                registry.remove(entry.getValue());
              }
              return gone;
            });
  }

  private Meter bind(String connection, ClientMetric metric) {
    List<Tag> tags = new ArrayList<>();
    tags.add(Tag.of("connection", connection));
    metric.tags().forEach((key, value) -> tags.add(Tag.of(key, value)));
    return Gauge.builder(metric.name(), metric, one -> one.value().getAsDouble())
        .tags(Tags.of(tags))
        .strongReference(true)
        .register(registry);
  }
}
