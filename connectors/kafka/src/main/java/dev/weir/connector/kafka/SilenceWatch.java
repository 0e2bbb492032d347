package dev.weir.connector.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * Notices that nothing at all comes from the brokers. A consumer's poll just comes back empty then,
 * as it does when there is nothing to read; but an idle broker still answers each fetch within its
 * longest wait, so bytes come in. Costs a look at one figure per empty poll.
 *
 * <p>Only time spent polling counts: between polls nobody listens. Confined to the cursor's thread.
 */
final class SilenceWatch {
  private final @Nullable Metric incomingBytes;
  private double heard = -1;
  private long silentNanos;

  SilenceWatch(Consumer<ByteBuffer, ByteBuffer> consumer) {
    Metric found = null;
    for (Map.Entry<MetricName, ? extends Metric> metric : consumer.metrics().entrySet()) {
      if (metric.getKey().name().equals("incoming-byte-total")
          && metric.getKey().group().equals("consumer-metrics")) {
        found = metric.getValue();
      }
    }
    incomingBytes = found;
  }

  /** Tells how long a poll that brought nothing has listened. */
  void listened(long nanos) {
    double total = total();
    if (total != heard) {
      heard = total;
      silentNanos = 0;
    } else {
      silentNanos += nanos;
    }
  }

  /** Tells that a poll brought something. */
  void heardSomething() {
    silentNanos = 0;
  }

  /** Time listened since the last byte came in. */
  Duration silence() {
    return Duration.ofNanos(silentNanos);
  }

  private double total() {
    return incomingBytes != null && incomingBytes.metricValue() instanceof Number number
        ? number.doubleValue()
        : -1;
  }
}
