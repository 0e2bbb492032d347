package dev.weir.alert.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordConditionTest {
  private static final Map<String, Object> FAILED_PAYMENT = failedPayment();

  private static Map<String, Object> failedPayment() {
    Map<String, Object> payment = new HashMap<>();
    payment.put("type", "PaymentFailed");
    payment.put("total", 120.5);
    payment.put("count", 3L);
    payment.put("whole", 7);
    payment.put("big", new BigInteger("9007199254740993"));
    payment.put("exact", new BigDecimal("0.25"));
    payment.put("retried", true);
    payment.put("note", null);
    payment.put("data", Map.of("card", Map.of("brand", "visa")));
    payment.put("items", Arrays.asList(1, 2L, 3.5, null));
    return payment;
  }

  private static RecordFacts record(@Nullable Object key, @Nullable Object value) {
    return new RecordFacts(
        "payments",
        3,
        OptionalLong.of(4711),
        Optional.empty(),
        Optional.of(Instant.parse("2026-03-01T12:00:00Z")),
        key,
        value,
        Map.of("kafka_dlt-original-topic", "orders"),
        512);
  }

  private static RecordCondition condition(String cel) {
    Compilation compilation = RecordCondition.compile(cel);
    assertThat(compilation).as(cel).isInstanceOf(Compilation.Compiled.class);
    return ((Compilation.Compiled) compilation).condition();
  }

  private static ConditionProblem problem(String cel) {
    Compilation compilation = RecordCondition.compile(cel);
    assertThat(compilation).as(cel).isInstanceOf(Compilation.Failed.class);
    return ((Compilation.Failed) compilation).problem();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value.total > 100 && value.type == \"PaymentFailed\"",
        "value.total > 100",
        "value.total >= 120.5",
        "value.count == 3",
        "value.count == 3.0",
        "value.count < 3.5",
        "value.whole == 7",
        "value.big == 9007199254740993",
        "value.exact < 1",
        "value.retried",
        "value.retried == true",
        "value.note == null",
        "value.data.card.brand == 'visa'",
        "value.data.card.brand in ['visa', 'amex']",
        "has(value.total) && !has(value.absent)",
        "'total' in value",
        "value.items.exists(item, item == 2)",
        "size(value.items) == 4",
        "key.startsWith(\"o-88\")",
        "key.matches('^o-[0-9]+$')",
        "key == 'o-8812'",
        "headers[\"kafka_dlt-original-topic\"] == \"orders\"",
        "'kafka_dlt-original-topic' in headers",
        "partition == 3",
        "partition > 2.5",
        "offset >= 4711 && offset < 4712",
        "stream == 'payments'",
        "timestamp > timestamp(\"2026-01-01T00:00:00Z\")",
        "timestamp < timestamp('2026-03-01T12:00:00.001Z')",
        "timestamp - duration('1h') < timestamp('2026-03-01T11:30:00Z')",
        "size > 500",
        "value.absent == 1 || partition == 3",
      })
  void holdsForTheRecord(String cel) {
    RecordCondition condition = condition(cel);
    assertThat(condition.test(record("o-8812", FAILED_PAYMENT)))
        .as("%s: %s", cel, condition.lastError())
        .isTrue();
    assertThat(condition.errors()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value.total > 200",
        "value.type == \"PaymentProcessed\"",
        "key.startsWith(\"o-99\")",
        "headers['kafka_dlt-original-topic'] == 'payments'",
        "partition == 4",
        "timestamp > timestamp('2027-01-01T00:00:00Z')",
        "value.type == 5",
        "value.big == 9007199254740992",
      })
  void doesNotHoldForTheRecord(String cel) {
    RecordCondition condition = condition(cel);
    assertThat(condition.test(record("o-8812", FAILED_PAYMENT))).as(cel).isFalse();
    assertThat(condition.errors()).as(condition.lastError()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value.absent > 1",
        "value.type > 5",
        "value.data.card.absent.deeper == 1",
        "headers['absent'] == 'x'",
        "id == '1-1'",
        "value.total",
        "value.count.startsWith('5')",
        "value.items[9] == 1",
        "1 / (partition - 3) == 1",
      })
  void whatCannotBeAskedDoesNotMatchAndIsCountedNotThrown(String cel) {
    RecordCondition condition = condition(cel);
    assertThat(condition.test(record("o-8812", FAILED_PAYMENT))).isFalse();
    assertThat(condition.errors()).isEqualTo(1);
    assertThat(condition.lastError()).isNotBlank().doesNotContain("\n", "Exception");
  }

  @Test
  void keysAndValuesThatAreNoObjects() {
    assertThat(condition("key == null").test(record(null, null))).isTrue();
    assertThat(condition("value == null").test(record(null, null))).isTrue();
    RecordCondition starts = condition("key.startsWith('o')");
    assertThat(starts.test(record(null, null))).as("a null has no start").isFalse();
    assertThat(starts.errors()).isEqualTo(1);
    assertThat(condition("value.contains('ORD')").test(record(1L, "xORDx"))).isTrue();
    assertThat(condition("key == 1").test(record(1, "x"))).isTrue();
    assertThat(condition("value[1] == 'b'").test(record(1L, List.of("a", "b")))).isTrue();
    assertThat(condition("value == b'\\x00\\xff'").test(record(1L, new byte[] {0, (byte) 0xff})))
        .isTrue();
    assertThat(condition("value == b'ab'").test(record(1L, "ab".getBytes(StandardCharsets.UTF_8))))
        .isTrue();
  }

  @Test
  void aRedisEntryHasAnIdAndNoOffset() {
    RecordFacts entry =
        new RecordFacts(
            "notifications",
            0,
            OptionalLong.empty(),
            Optional.of("1700000000000-0"),
            Optional.empty(),
            null,
            Map.of("to", "ann"),
            Map.of("to", "ann"),
            5);
    assertThat(condition("id == '1700000000000-0'").test(entry)).isTrue();
    assertThat(condition("headers.to == 'ann'").test(entry)).isTrue();
    RecordCondition offset = condition("offset >= 0");
    assertThat(offset.test(entry)).isFalse();
    assertThat(offset.errors()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "valeu.total > 1 | 1 | 1 | is not known here | Did you mean value?",
        "partition == 3 && total > 100 | 1 | 19 | \"total\" is not known | value.total",
        "partition = 3 | 1 | 11 | | Write == to compare",
        "partition == 3 and size > 1 | 1 | 16 | | Write && for \"and\"",
        "stream == 3 | 1 | 8 | does not work on | string(…)",
        "stream > 5 | 1 | 8 | does not work on | convert",
        "key.startsWith(5) | 1 | 15 | \"startsWith\" does not work on dyn with (int) | string(…)",
        "timestamp > 5 | 1 | 11 | does not work on | timestamp(\"",
        "value.type == \"Paym | 1 | 15 | | quotation mark",
        "(partition == 3 | 1 | 16 | | parenthesis",
        "partition + 1 | 1 | 1 | a number, not true or false | Compare",
        "`  ` | 1 | 1 | no condition | value.total",
      })
  void aMistakeIsShownWhereItIsWithWhatToWriteInstead(
      String cel, int line, int column, String message, String hint) {
    ConditionProblem problem = problem(cel);
    assertThat(problem.sentence()).doesNotContain("\n", "ERROR", "<input>");
    assertThat(problem.hint()).as(problem.sentence()).contains(hint);
    if (message != null) {
      assertThat(problem.message()).contains(message);
    }
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem.column()).as(problem.sentence()).isEqualTo(column);
  }

  @Test
  void aMistakeOnAnotherLineIsFoundThere() {
    ConditionProblem problem = problem("partition == 3 &&\n  totl > 100");
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isEqualTo(3);
  }

  @Test
  void aTextTooLongOrTooDeepIsAProblemNotAnOverflow() {
    assertThat(problem("partition == 3 || ".repeat(2000) + "true").message()).isNotBlank();
    assertThat(problem("(".repeat(4000) + "true" + ")".repeat(4000)).message()).isNotBlank();
  }

  @Test
  void manyThreadsMayTestAtOnce() throws Exception {
    RecordCondition condition = condition("value.count == 3 && offset >= 0");
    RecordFacts meets = record("o-1", FAILED_PAYMENT);
    RecordFacts not = record("o-1", Map.of("other", 1L));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> counts =
          threads.invokeAll(
              java.util.Collections.nCopies(
                  4,
                  () -> {
                    int met = 0;
                    for (int i = 0; i < 1000; i++) {
                      met += condition.test(meets) ? 1 : 0;
                      met += condition.test(not) ? 1_000_000 : 0;
                    }
                    return met;
                  }));
      for (Future<Integer> count : counts) {
        assertThat(count.get()).isEqualTo(1000);
      }
    }
    assertThat(condition.errors()).isEqualTo(4000);
  }
}
