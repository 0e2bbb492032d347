package dev.weir.engine.deadletter.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagePatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          bank north did not answer within 2 s (attempt 4)|bank north did not answer within ‹n› s (attempt ‹n›)
          order O-12345 has no total of 1,234.56|order O-‹n› has no total of ‹n›
          no such order 123e4567-e89b-12d3-a456-426614174000!|no such order ‹uuid›!
          Unexpected character ('}' (code 125)): was expecting a comma|Unexpected character ('‹text›' (code 125)): was expecting a comma
          Cannot read "amount" of 'order 7'|Cannot read "‹text›" of '‹text›'
          can't find it, isn't there|can't find it, isn't there
          connect to 10.0.0.7:5432 refused|connect to ‹host› refused
          connect to db-1.prod.internal:5432 refused|connect to ‹host› refused
          db:5432 is away since 2026-11-21T10:15:30.123Z|‹host› is away since ‹time›
          commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is bad|commit ‹hex› is bad
          pointer 0x7ffee3 is null|pointer ‹hex› is null
          HTTP 503 from payments|HTTP 503 from payments
          status=404, request 88123|status=404, request ‹n›
          SQLSTATE 23505 at row 17|SQLSTATE 23505 at row ‹n›
          nothing to mask|nothing to mask
          """)
  void masksWhatDiffers(String message, String pattern) {
    assertThat(MessagePattern.of(message)).isEqualTo(pattern);
  }

  @Test
  void onlyTheFirstLineCountsAndNotAllOfIt() {
    assertThat(MessagePattern.of("first\nsecond")).isEqualTo("first");
    assertThat(MessagePattern.of("\n first\r\nsecond")).isEqualTo("first");
    assertThat(MessagePattern.of("x ".repeat(100_000))).hasSizeLessThanOrEqualTo(500);
    assertThat(MessagePattern.of("")).isEmpty();
    assertThat(MessagePattern.of("\n\n")).isEmpty();
  }

  @Test
  void aHundredThousandMessagesOfOneKindAreOne() {
    Set<String> patterns = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      patterns.add(
          MessagePattern.of(
              "order O-" + i + " of 'customer " + i * 7 + "' at 10.1." + i % 255 + ".9:80"));
    }
    assertThat(patterns).containsExactly("order O-‹n› of '‹text›' at ‹host›");
  }

  @Test
  void nothingMakesItSlowOrFail() {
    var random = new java.util.SplittableRandom(7);
    String signs = "0a9f-.:'\"`“”«» \n\r/xzT+,(=é€😀";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(80); i >= 0; i--) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      assertThat(MessagePattern.of(text.toString())).isNotNull();
    }
    assertThat(MessagePattern.of("'".repeat(100_000))).isNotNull();
    assertThat(MessagePattern.of("1.".repeat(100_000))).isNotNull();
  }
}
