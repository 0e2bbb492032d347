package dev.weir.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaletteModelTest {
  private final List<PaletteModel.Item> items = new ArrayList<>();
  private final PaletteModel model = new PaletteModel(() -> items);

  @Test
  void anEmptyTextShowsAllInTheirOrder() {
    add("Streams", "orders", "Overview");
    assertThat(names("")).containsExactly("Streams", "orders", "Overview");
  }

  @Test
  void beginningsComeBeforeWordsBeforePartsBeforeScatteredLetters() {
    add("spare-tyres", "repay", "payments", "orders-payments", "p-a-y");
    assertThat(names("PAY"))
        .containsExactly("payments", "orders-payments", "repay", "spare-tyres", "p-a-y");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    add("orders");
    assertThat(names("xyz")).isEmpty();
  }

  @Test
  void manyMatchesAreCut() {
    for (int i = 0; i < 5000; i++) {
      add("bulk." + i);
    }
    assertThat(names("bulk")).hasSize(PaletteModel.LIMIT);
  }

  private void add(String... names) {
    for (String name : names) {
      items.add(new PaletteModel.Item(name, "stream", "", () -> {}));
    }
  }

  private List<String> names(String text) {
    return model.matches(text).stream().map(PaletteModel.Item::name).toList();
  }
}
