package dev.weir.views.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPieceTest {
  @Test
  void coloursValuesAndLeavesNamesAlone() {
    var pieces = JsonPiece.of("{\"a\":\"b\\\"c\",\"n\":-1.5e3,\"t\":true}");
    assertThat(pieces)
        .extracting(piece -> piece.kind() + " " + piece.text())
        .containsExactly(
            "OTHER {\"a\":",
            "STRING \"b\\\"c\"",
            "OTHER ,\"n\":",
            "NUMBER -1.5e3",
            "OTHER ,\"t\":true}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":\"cut off", "[1,2,\"x\"]", "{\"k\":\"\\", "\"text\"", "42", "{}", "-"})
  void losesNothing(String text) {
    var pieces = JsonPiece.of(text);
    assertThat(pieces.stream().map(JsonPiece::text).collect(Collectors.joining())).isEqualTo(text);
    assertThat(pieces)
        .allSatisfy(piece -> assertThat(text.substring(piece.start())).startsWith(piece.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain text", "", "{\"grüße\":1}", "{\"tab\":\t1}"})
  void leavesAloneWhatItCannotPlace(String text) {
    assertThat(JsonPiece.of(text)).isEmpty();
  }
}
