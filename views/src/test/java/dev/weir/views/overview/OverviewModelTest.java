package dev.weir.views.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.overview.OverviewSnapshot.Emphasis;
import dev.weir.engine.overview.OverviewSnapshot.HealthSentence;
import dev.weir.engine.overview.OverviewSnapshot.Piece;
import dev.weir.engine.overview.OverviewSnapshot.Tile;
import dev.weir.engine.overview.OverviewSnapshot.TileKind;
import dev.weir.views.fake.FakeConsole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverviewModelTest {
  private final List<Target> gone = new ArrayList<>();
  private final OverviewModel model = new OverviewModel(new FakeConsole(), gone::add);

  @Test
  void withoutFiguresNothingIsConnected() {
    model.apply(OverviewSnapshot.EMPTY);
    assertThat(model.nothingConnectedProperty().get()).isTrue();
    model.apply(new FakeConsole().overview().latest().value());
    assertThat(model.nothingConnectedProperty().get()).isFalse();
    assertThat(model.tilesProperty().get()).hasSize(6);
  }

  @Test
  void manySentencesAreCutButTheSumStays() {
    var sentences = new ArrayList<HealthSentence>();
    for (int i = 0; i < 7; i++) {
      sentences.add(sentence("trouble " + i, Severity.CRITICAL));
    }
    sentences.add(sentence("all else is well", Severity.OK));
    model.apply(new OverviewSnapshot(sentences, List.of(), List.of()));
    assertThat(model.sentencesProperty().get())
        .extracting(HealthSentence::text)
        .containsExactly("trouble 0", "trouble 1", "trouble 2", "all else is well");
    assertThat(model.moreSentencesProperty().get()).isEqualTo(4);
    model.showAllSentences();
    assertThat(model.sentencesProperty().get()).hasSize(8);
    assertThat(model.moreSentencesProperty().get()).isZero();
  }

  @Test
  void opensWhatIsBehind() {
    model.open(new Target.ToGroups());
    assertThat(gone).containsExactly(new Target.ToGroups());
  }

  @ParameterizedTest
  @CsvSource({
    "PRODUCED, 48200, 3, 48.2, k/s, +3 %",
    "CONSUMED, 12, -1, 12, /s, −1 %",
    "LATENCY, 182, 21, 182, ms, p50 21 ms",
    "LAG, 228000, 250000, 228, k, 4 min 10 s",
    "ERRORS, 0.8, 1, 0.8, %, limit 1 %",
    "DEAD_LETTERS, 412, 540000, 412, '', 9 min"
  })
  void tilesSayTheirFigures(
      TileKind kind, double value, double aside, String number, String unit, String text) {
    TileFace face = TileFace.of(tile(kind, OptionalDouble.of(value), OptionalDouble.of(aside)));
    assertThat(face.figure().number()).isEqualTo(number);
    assertThat(face.figure().unit()).isEqualTo(unit);
    assertThat(face.aside().replace('\u00a0', ' ')).isEqualTo(text);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.EnumSource
  void whatIsUnknownSaysSo(TileKind kind) {
    TileFace face = TileFace.of(tile(kind, OptionalDouble.empty(), OptionalDouble.empty()));
    assertThat(face.figure().number()).isEqualTo("unknown");
    assertThat(face.aside()).isEmpty();
  }

  private static HealthSentence sentence(String text, Severity severity) {
    return new HealthSentence(
        severity, List.of(new Piece(text, Emphasis.NONE)), new Target.Nowhere());
  }

  private static Tile tile(TileKind kind, OptionalDouble value, OptionalDouble aside) {
    return new Tile(
        kind,
        value,
        aside,
        Severity.OK,
        Optional.empty(),
        new float[0],
        "note",
        new Target.Nowhere());
  }
}
