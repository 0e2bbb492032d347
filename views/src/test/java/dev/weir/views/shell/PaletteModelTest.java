package dev.weir.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.directory.Directory;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaletteModelTest {
  private final List<PaletteModel.Item> items = new ArrayList<>();
  private final List<StreamRef> streams = new ArrayList<>();
  private final List<GroupRef> groups = new ArrayList<>();
  private final List<String> opened = new ArrayList<>();
  private final Deque<Runnable> searches = new ArrayDeque<>();
  private final PaletteModel model =
      new PaletteModel(
          () -> items,
          () -> new Directory(streams, groups),
          new PaletteModel.Doors(this::show, entry -> item("Tail " + entry.stream().name())),
          searches::add,
          Runnable::run);

  @Test
  void anEmptyTextShowsAllInTheirOrder() {
    add("Settings", "Pause", "Overview");
    stream("orders");
    assertThat(names("")).containsExactly("Settings", "Pause", "Overview", "orders");
  }

  @Test
  void beginningsComeBeforeWordsBeforePartsBeforeScatteredLetters() {
    add("spare-tyres", "repay", "payments", "orders-payments", "p-a-y", "pay");
    assertThat(names("PAY"))
        .containsExactly("pay", "payments", "orders-payments", "repay", "spare-tyres", "p-a-y");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    add("orders");
    assertThat(names("xyz")).isEmpty();
  }

  @Test
  void manyMatchesAreCut() {
    IntStream.range(0, 5_000).forEach(i -> stream("bulk." + i));
    assertThat(names("bulk")).hasSize(PaletteModel.LIMIT);
  }

  @Test
  void findsOneNameAmongThousands() {
    IntStream.range(0, 6_000).forEach(i -> stream("bulk." + i));
    IntStream.range(0, 1_000).forEach(i -> groups.add(new GroupRef("shop", "readers-" + i)));
    assertThat(names("bulk.4711").getFirst()).isEqualTo("bulk.4711");
    assertThat(names("readers-77").getFirst()).as("shortest first").isEqualTo("readers-77");
  }

  @Test
  void offersTheTailOfAStreamWhenAskedForIt() {
    stream("orders", "payments");
    groups.add(new GroupRef("shop", "orders"));
    assertThat(names("tail ord")).containsExactly("Tail orders");
  }

  @Test
  void anAnswerToAnOlderTextIsDropped() {
    add("orders", "payments");
    model.search("ord");
    model.search("pay");
    searches.removeLast().run();
    assertThat(found()).containsExactly("payments");
    searches.removeFirst().run();
    assertThat(found()).as("after the older answer came").containsExactly("payments");
  }

  @Test
  void enterTypedBeforeTheAnswerTakesWhatWasTyped() {
    add("orders", "payments");
    model.search("");
    searches.remove().run();
    model.search("pay");
    assertThat(model.isBehind()).isTrue();
    model.takeFirst();
    assertThat(opened).isEmpty();
    searches.remove().run();
    assertThat(opened).containsExactly("payments");
  }

  private void add(String... names) {
    Stream.of(names).map(this::item).forEach(items::add);
  }

  private void stream(String... names) {
    Stream.of(names).map(name -> new StreamRef("shop", name)).forEach(streams::add);
  }

  private PaletteModel.Item show(Directory.Entry entry) {
    return switch (entry) {
      case Directory.Entry.Stream(StreamRef stream, String _) -> item(stream.name());
      case Directory.Entry.Group(GroupRef group, String _) -> item(group.name());
    };
  }

  private PaletteModel.Item item(String name) {
    return new PaletteModel.Item(name, "stream", "", () -> opened.add(name));
  }

  private List<String> names(String text) {
    model.search(text);
    searches.remove().run();
    return found();
  }

  private List<String> found() {
    return model.foundProperty().get().stream().map(PaletteModel.Item::name).toList();
  }
}
