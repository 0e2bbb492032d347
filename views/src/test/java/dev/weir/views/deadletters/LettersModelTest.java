package dev.weir.views.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.find.Choice;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.FakeLetters;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LettersModelTest {
  private final FakeConsole console = new FakeConsole();
  private final FakeLetters letters = console.letters;
  private final LettersModel model = new LettersModel(letters, console.replays);

  @BeforeEach
  void fill() {
    model.apply(letters.table().latest().value());
  }

  @Test
  void causesAreCountedOnceSomebodyLooks() {
    assertThat(letters.counting).isFalse();
    model.shown();
    assertThat(letters.counting).isTrue();
  }

  @Test
  void filtersByCauseStreamAndGroup() {
    assertThat(model.causes()).hasSize(3);
    model.filter("jsonparse");
    assertThat(model.causes()).hasSize(1);
    model.filter("dlq.shipments");
    assertThat(model.causes()).hasSize(1);
    assertThat(model.streams()).hasSize(1);
    model.filter("audit");
    assertThat(model.causes()).hasSize(1);
    model.filter("nothing like it");
    assertThat(model.causes()).isEmpty();
  }

  @Test
  void aCauseIsOpenWhileItIsSelectedAndShown() {
    CauseOfStream first = model.causes().getFirst();
    model.select(Optional.of(first));
    assertThat(letters.open).as("hidden").isZero();
    model.shown();
    assertThat(letters.open).isEqualTo(1);
    model.select(Optional.of(model.causes().getFirst()));
    assertThat(letters.open).as("the same again").isEqualTo(1);
    model.select(Optional.of(model.causes().getLast()));
    assertThat(letters.open).isEqualTo(1);
    model.hidden();
    assertThat(letters.open).isZero();
  }

  @Test
  void theUserHasTheLastWord() {
    var stream = FakeConsole.topic("payments-dlt");
    model.pin(stream, Optional.of(Dialect.PLAIN));
    assertThat(letters.marks.get(stream))
        .contains(new Choice.DeadLetters(Optional.of(Dialect.PLAIN)));
    model.holdsNone(stream);
    assertThat(letters.marks.get(stream)).contains(new Choice.NoDeadLetters());
    model.findOut(stream);
    assertThat(letters.marks.get(stream)).isEmpty();
  }

  @Test
  void saysHowManyAndHowOld() {
    assertThat(LetterWords.summary(model.tableProperty().get(), FakeConsole.EPOCH))
        .isEqualTo("2 streams · 431 dead letters · oldest 2\u00a0d\u00a02\u00a0h ago");
    CauseOfStream first = model.causes().getFirst();
    assertThat(LetterWords.cause(first.cause().key()))
        .isEqualTo("JsonParseException: Unexpected character ‹n›");
    assertThat(LetterWords.frame(first.cause().key())).isEqualTo("PaymentCodec.read:88");
    assertThat(LetterWords.way(first)).isEqualTo("payments → billing");
  }
}
