package dev.weir.app.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.broker.Providers;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.tail.TailBoard;
import dev.weir.engine.tail.TailCounts;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailLimits;
import dev.weir.engine.tail.TailRequest;
import dev.weir.engine.tail.TailRow;
import dev.weir.engine.tail.TailSession;
import dev.weir.sample.broker.KafkaBrokerProcess;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * A tail on a real broker while more comes than it can decode, and while the engine stands still
 * for so long that it has to jump: what was seen and what was skipped make up the offsets.
 */
class TailFloodIT {
  private static final int PARTITIONS = 3;
  private static final int RECORD_BYTES = 100;
  private static final int BEFORE_THE_STALL = 300_000;
  private static final int IN_THE_STALL = 1_500_000;
  private static final int AFTER_THE_STALL = 1_000;
  private static final TailLimits LIMITS = new TailLimits(5_000, 16 << 20, 1_024);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ConcurrentLinkedQueue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private final InstantSource clock = InstantSource.system();

  @Test
  void seenAndSkippedMakeUpTheOffsets() throws Exception {
    try (KafkaBrokerProcess broker = KafkaBrokerProcess.start();
        Connector connector = connector(broker.bootstrapServers())) {
      topic(broker.bootstrapServers());
      var board =
          new TailBoard(
              _ -> Optional.of(connector),
              mailbox::add,
              new PayloadDecoder(new SchemaBook()),
              new Gate(),
              clock,
              System::nanoTime);
      try (var producer =
              new KafkaProducer<>(
                  Map.of(
                      "bootstrap.servers",
                      broker.bootstrapServers(),
                      "linger.ms",
                      20,
                      "batch.size",
                      262_144),
                  new ByteArraySerializer(),
                  new ByteArraySerializer());
          TailSession tail =
              board.open(
                  new TailRequest(
                      List.of(new StreamRef("flood", "flood")),
                      new TailFrom.Earliest(),
                      new TailFilter.All()),
                  LIMITS)) {
        flood(producer, BEFORE_THE_STALL);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(100))
            .until(() -> counts(board, tail).seen() == BEFORE_THE_STALL);
        assertThat(counts(board, tail).skipped())
            .as("skipped while the engine kept up: waiting costs nothing")
            .isZero();
        // Nobody ticks: the inbox fills, the reader waits, and falls far behind.
        flood(producer, IN_THE_STALL);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(100))
            .until(() -> counts(board, tail).skipped() > 0);
        flood(producer, AFTER_THE_STALL);
        long span = BEFORE_THE_STALL + IN_THE_STALL + AFTER_THE_STALL;
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(100))
            .untilAsserted(
                () -> {
                  TailCounts counts = counts(board, tail);
                  assertThat(counts.seen() + counts.skipped())
                      .as("seen and skipped: %s", counts)
                      .isEqualTo(span);
                  assertThat(counts.waiting()).as("waiting").isZero();
                });
        TailCounts counts = counts(board, tail);
        assertThat(counts.skippedMore()).isFalse();
        assertThat(counts.decoded() + counts.undecoded())
            .as("decoded and passed over: %s", counts)
            .isEqualTo(counts.seen());
        assertThat(counts.matched()).as("%s", counts).isEqualTo(counts.decoded());
        assertThat(counts.kept() + counts.dropped()).as("%s", counts).isEqualTo(counts.matched());
        assertThat(counts.bytes()).isEqualTo(counts.seen() * RECORD_BYTES);
        long inGapRows = 0;
        for (TailRow row : allRows(board, tail)) {
          if (row instanceof TailRow.Passed passed) {
            inGapRows += passed.gap().records();
            assertThat(passed.gap().reason()).isEqualTo("Skipped to catch up with the end.");
          }
        }
        // Gap rows are pushed out as others are; what came after the jump is less than a ring.
        assertThat(inGapRows).as("drawn as gaps").isEqualTo(counts.skipped());
      }
    }
  }

  private List<TailRow> allRows(TailBoard board, TailSession tail) {
    List<TailRow> rows = new ArrayList<>();
    int kept = tail.page().latest().value().keptRows();
    for (int first = 0; first < kept; first += 1_000) {
      tail.show(first, 1_000, false);
      counts(board, tail);
      rows.addAll(tail.page().latest().value().rows());
    }
    return rows.stream().distinct().toList();
  }

  private TailCounts counts(TailBoard board, TailSession tail) {
    for (Runnable work = mailbox.poll(); work != null; work = mailbox.poll()) {
      work.run();
    }
    board.tick(LIMITS, clock.millis());
    return tail.page().latest().value().counts();
  }

  private static Connector connector(String address) {
    return Providers.onClassPath()
        .of("kafka")
        .open(new ConnectionSpec("flood", "kafka", address, Map.of()));
  }

  private static void topic(String address) throws InterruptedException, ExecutionException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin.createTopics(List.of(new NewTopic("flood", PARTITIONS, (short) 1))).all().get();
    }
  }

  private static void flood(KafkaProducer<byte[], byte[]> producer, int records) {
    byte[] value = new byte[RECORD_BYTES];
    for (int i = 0; i < records; i++) {
      var unused = producer.send(new ProducerRecord<>("flood", i % PARTITIONS, null, value));
    }
    producer.flush();
  }
}
