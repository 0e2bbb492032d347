package dev.weir.oracle;

import dev.weir.alert.window.WindowShape;
import dev.weir.alert.window.WindowSpec;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Initializer;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.SlidingWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Kafka Streams' own windows. It tells each update of a window; the last one told is what the
 * window comes to, null if the window was joined into another.
 */
final class StreamsSide {
  /** Longer than any window of a case; aggregates decide what is late, not stores. */
  private static final Duration RETENTION = Duration.ofDays(1);

  private StreamsSide() {}

  /** Is told each update of a window, by the thread of its task. */
  interface Updates {
    /**
     * A window has come to {@code sums}.
     *
     * @param sums null if it is no window any more
     */
    void accept(int partition, Windowed<String> window, @Nullable Sums sums);
  }

  private static final class Telling
      extends ContextualProcessor<Windowed<String>, Sums, Void, Void> {
    private final Updates updates;

    Telling(Updates updates) {
      this.updates = updates;
    }

    @Override
    public void process(Record<Windowed<String>, Sums> update) {
      updates.accept(context().taskId().partition(), update.key(), update.value());
    }
  }

  /** Adds the windows of {@code topic} to a topology. */
  static void add(
      StreamsBuilder builder, String topic, WindowSpec spec, boolean isInMemory, Updates updates) {
    KGroupedStream<String, Input> grouped =
        builder.stream(topic, Consumed.with(Serdes.String(), Input.serde())).groupByKey();
    Initializer<Sums> initial = () -> Sums.NONE;
    Aggregator<String, Input, Sums> adding = (_, input, sums) -> sums.plus(input);
    Duration grace = Duration.ofMillis(spec.graceMillis());
    KTable<Windowed<String>, Sums> table =
        switch (spec.shape()) {
          case WindowShape.Tumbling(long size) ->
              grouped
                  .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(size), grace))
                  .aggregate(initial, adding, windowStore(isInMemory));
          case WindowShape.Hopping(long size, long advance) ->
              grouped
                  .windowedBy(
                      TimeWindows.ofSizeAndGrace(Duration.ofMillis(size), grace)
                          .advanceBy(Duration.ofMillis(advance)))
                  .aggregate(initial, adding, windowStore(isInMemory));
          case WindowShape.Sliding(long difference) ->
              grouped
                  .windowedBy(
                      SlidingWindows.ofTimeDifferenceAndGrace(Duration.ofMillis(difference), grace))
                  .aggregate(initial, adding, windowStore(isInMemory));
          case WindowShape.Session(long gap) ->
              grouped
                  .windowedBy(SessionWindows.ofInactivityGapAndGrace(Duration.ofMillis(gap), grace))
                  .aggregate(
                      initial,
                      adding,
                      (_, one, other) -> one.plus(other),
                      sessionStore(isInMemory, gap + spec.graceMillis()));
        };
    table.toStream().process(() -> new Telling(updates));
  }

  private static Materialized<String, Sums, WindowStore<Bytes, byte[]>> windowStore(
      boolean isInMemory) {
    return Materialized.<String, Sums, WindowStore<Bytes, byte[]>>with(
            Serdes.String(), Sums.serde())
        .withStoreType(
            isInMemory ? Materialized.StoreType.IN_MEMORY : Materialized.StoreType.ROCKS_DB)
        .withRetention(RETENTION)
        .withCachingDisabled()
        .withLoggingDisabled();
  }

  /**
   * A store that keeps sessions exactly until they are final. One that keeps them longer would let
   * late records extend what was final; the default lets go a millisecond earlier, of sessions that
   * a record might still extend.
   */
  private static Materialized<String, Sums, SessionStore<Bytes, byte[]>> sessionStore(
      boolean isInMemory, long gapAndGraceMillis) {
    return Materialized.<String, Sums, SessionStore<Bytes, byte[]>>with(
            Serdes.String(), Sums.serde())
        .withStoreType(
            isInMemory ? Materialized.StoreType.IN_MEMORY : Materialized.StoreType.ROCKS_DB)
        .withRetention(Duration.ofMillis(gapAndGraceMillis + 1))
        .withCachingDisabled()
        .withLoggingDisabled();
  }
}
