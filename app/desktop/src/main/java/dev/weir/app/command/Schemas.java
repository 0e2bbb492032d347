package dev.weir.app.command;

import dev.weir.engine.decode.SchemaBook;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.util.List;

/** Reads the schemas that a command needs for decoding, from where the window has them too. */
final class Schemas {
  private static final int LONGEST_SCHEMA_BYTES = 4 << 20;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private Schemas() {}

  /**
   * Fills {@code book} up to the end of the connection's {@value SchemaBook#TOPIC} topic as it
   * stands. A broker that has no such topic, or does not show it, has no schemas: values without
   * one are decoded as far as they tell by themselves. Blocks.
   */
  static void read(Connector connector, SchemaBook book) {
    var topic = new StreamRef(connector.name(), SchemaBook.TOPIC);
    try (RecordCursor cursor =
        connector.open(List.of(topic), new TailFrom.Earliest(), ReadIsolation.READ_UNCOMMITTED)) {
      long start = System.nanoTime();
      while (!cursor.reachedOpeningEnd() && System.nanoTime() - start < PATIENCE_NANOS) {
        for (RecordBatch batch : cursor.poll(POLL).batches()) {
          for (int i = 0; i < batch.count(); i++) {
            book.accept(batch.record(i, LONGEST_SCHEMA_BYTES));
          }
        }
      }
    } catch (ConnectorException e) {
      switch (e.failure()) {
        case ConnectorFailure.Missing _,
            ConnectorFailure.Unauthorized _,
            ConnectorFailure.Rejected _ -> {}
        case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> throw e;
      }
    }
  }
}
