package dev.weir.views.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.tail.Inspection;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import dev.weir.views.fake.FakeConsole;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RecordTextTest {
  private final FakeConsole console = new FakeConsole();
  private final TailModel model = new TailModel(console, Runnable::run, Runnable::run);

  @Test
  void tellsWhereARecordIsToOtherTools() {
    assertThat(RecordText.coordinates(record(false))).isEqualTo("-t orders -p 3 -o 77001 -c 1");
    assertThat(RecordText.coordinates(record(true)))
        .isEqualTo("XRANGE notifications 1795271400130-0 1795271400130-0");
  }

  @Test
  void copiesBytesThatAreNoTextAsBase64() {
    assertThat(RecordText.plain(Payload.of(new byte[] {(byte) 0xff, 0}))).isEqualTo("/wA=");
    assertThat(RecordText.plain(Payload.ABSENT)).isEmpty();
  }

  @Test
  void tellsTheAgeByTheClockThatStampedTheRecord() {
    assertThat(RecordFacts.age(inspection(false)).value().replace('\u00a0', ' '))
        .isEqualTo("88 ms from CreateTime to receipt");
    assertThat(RecordFacts.of(inspection(true), ZoneOffset.UTC))
        .extracting(RecordFacts.Fact::name)
        .contains("Entry id", "Timestamp", "Received", "Size")
        .doesNotContain("Partition");
  }

  private StreamRecord record(boolean redis) {
    return inspection(redis).row().record();
  }

  private Inspection inspection(boolean redis) {
    model.open(redis ? FakeConsole.redisStream("notifications") : FakeConsole.topic("orders"));
    console.tail().arrive(1);
    model.apply(console.tail().page().latest().value());
    model.select(1);
    return console.tail().inspection().latest().value().orElseThrow();
  }
}
