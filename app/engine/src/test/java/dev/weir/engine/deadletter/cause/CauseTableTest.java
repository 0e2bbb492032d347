package dev.weir.engine.deadletter.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CauseTableTest {
  private static final long NOW = 1_790_000_000_000L;

  private final CauseTable table = new CauseTable();

  @Test
  void recordsOfOneCauseAreOneRow() {
    for (int i = 0; i < 1_000; i++) {
      add(i, "payments", "billing", "com.acme.Refused", "bank " + i + " refused order O-" + i);
    }
    for (int i = 0; i < 17; i++) {
      add(i, "payments", "audit", "com.acme.Refused", "bank " + i + " refused order O-" + i);
    }

    List<CauseRow> rows = table.rows(NOW);

    assertThat(rows).hasSize(2);
    CauseRow first = rows.getFirst();
    assertThat(first.records()).isEqualTo(1_000);
    assertThat(first.key().exception()).contains("com.acme.Refused");
    assertThat(first.key().message()).contains("bank ‹n› refused order O-‹n›");
    assertThat(first.key().frame()).contains("com.acme.Bank.settle(Bank.java:88)");
    assertThat(first.key().origin()).contains("payments");
    assertThat(first.key().group()).contains("billing");
    assertThat(first.sampleMessage()).contains("bank 999 refused order O-999");
    assertThat(first.firstMillis()).hasValue(NOW - 1_000 * 1_000);
    assertThat(first.lastMillis()).hasValue(NOW - 1_000);
    assertThat(first.sample()).isEqualTo(new Position.Offset(0, 999));
    assertThat(first.dialects()).containsExactly(Dialect.SPRING_KAFKA);
    assertThat(first.lastHour().stream().mapToInt(Integer::intValue).sum())
        .as("all of them died in the last hour")
        .isEqualTo(1_000);
    assertThat(table.records()).isEqualTo(1_017);
    assertThat(table.letters(first.id())).hasSize(CauseTable.MOST_LETTERS);
  }

  @Test
  void theSameCauseHasTheSameIdInEveryRun() {
    CauseKey key =
        new CauseKey(
            Optional.of("com.acme.Refused"),
            Optional.of("bank ‹n› refused"),
            Optional.empty(),
            Optional.of("payments"),
            Optional.of("billing"));
    assertThat(key.id()).isEqualTo("8d44eb534f37").hasSize(12);
    assertThat(CauseKey.SILENT.id()).isNotEqualTo(key.id());
  }

  @Test
  void moreCausesThanAreKeptApartAreCountedTogether() {
    for (int i = 0; i < CauseTable.MOST_CAUSES + 250; i++) {
      CauseKey key =
          new CauseKey(
              Optional.of("com.acme.E" + i),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      table.add(
          key,
          Optional.empty(),
          Optional.empty(),
          new Position.Offset(0, i),
          Optional.empty(),
          OptionalLong.empty());
    }
    assertThat(table.rows(NOW)).hasSize(CauseTable.MOST_CAUSES);
    assertThat(table.untold()).isEqualTo(250);
    assertThat(table.records()).isEqualTo(CauseTable.MOST_CAUSES + 250);
  }

  @Test
  void theHourOfGrowthEndsNowAndForgets() {
    Growth growth = new Growth();
    growth.add(NOW - 3_000_000);
    growth.add(NOW - 60_000);
    growth.add(NOW - 60_000);
    growth.add(NOW);
    assertThat(growth.lastHour(NOW)).hasSize(60);
    assertThat(growth.lastHour(NOW)[59]).isEqualTo(1);
    assertThat(growth.lastHour(NOW)[58]).isEqualTo(2);
    assertThat(growth.lastHour(NOW)[9]).isEqualTo(1);
    assertThat(growth.lastHour(NOW + 7_200_000)).containsOnly(0);
    growth.add(NOW - 86_400_000);
    assertThat(java.util.Arrays.stream(growth.lastHour(NOW)).sum()).isEqualTo(4);
  }

  @Test
  void theFrameIsOfTheExceptionThatCounts() {
    String trace =
        "org.springframework.Wrapper: Listener failed\n"
            + "\tat org.springframework.Listener.invoke(Listener.java:12)\n"
            + "Caused by: com.acme.Refused: bank north: closed\n"
            + "\tat app//com.acme.Bank.lambda$settle$3(Bank.java:88)\n"
            + "\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1)\n"
            + "\t... 12 more\n";
    StackTrace.Thrown thrown = StackTrace.find(trace, "com.acme.Refused");
    assertThat(thrown.message()).contains("bank north: closed");
    assertThat(thrown.frame()).contains("com.acme.Bank.lambda$settle(Bank.java:88)");
    assertThat(StackTrace.find(trace, "not.There").frame())
        .contains("org.springframework.Listener.invoke(Listener.java:12)");
    assertThat(StackTrace.find("no trace\n at com.acme.Codec.read(Codec.java:88)", "").frame())
        .as("the exception's type is not known")
        .hasValue("com.acme.Codec.read(Codec.java:88)");
    assertThat(StackTrace.find("no trace at all", "x").frame()).isEmpty();
    assertThat(StackTrace.find("", "").frame()).isEmpty();
    assertThat(
            StackTrace.find(
                    "E\n\tat com.acme.Bank$$Lambda/0x00007f1b2c3d4e.run(Unknown Source)", "E")
                .frame())
        .contains("com.acme.Bank$$Lambda.run(Unknown Source)");
    assertThat(
            StackTrace.find("TypeError: x\n    at settle (/srv/app/bank.js:10:5)", "TypeError")
                .frame())
        .isPresent();
  }

  private void add(int offset, String origin, String group, String exception, String message) {
    List<Header> headers =
        List.of(
            text("kafka_dlt-original-topic", origin),
            new Header(
                "kafka_dlt-original-partition",
                Payload.of(ByteBuffer.allocate(4).putInt(1).array())),
            text("kafka_dlt-original-consumer-group", group),
            text("kafka_dlt-exception-fqcn", "org.springframework.Wrapper"),
            text("kafka_dlt-exception-cause-fqcn", exception),
            text("kafka_dlt-exception-message", "Listener failed; " + message),
            text(
                "kafka_dlt-exception-stacktrace",
                "org.springframework.Wrapper: Listener failed\nCaused by: "
                    + exception
                    + ": "
                    + message
                    + "\n\tat com.acme.Bank.settle(Bank.java:88)\n"));
    StreamRecord record =
        new StreamRecord(
            new StreamRef("test", "payments-dlt"),
            new Position.Offset(0, offset),
            NOW - (1_000L - offset) * 1_000,
            TimestampType.CREATE_TIME,
            NOW,
            Payload.ABSENT,
            Payload.ABSENT,
            headers,
            100);
    table.add(record, new DeadLetterReader().read(record));
  }

  private static Header text(String name, String value) {
    return new Header(name, Payload.of(value.getBytes(StandardCharsets.UTF_8)));
  }
}
