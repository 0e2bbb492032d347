package dev.weir.views.shell;

import dev.weir.engine.directory.Directory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * Finds what can be gone to or done by a few letters of its name. No nodes. Confined to the FX
 * thread; the search itself runs elsewhere, so that typing never waits for it.
 */
final class PaletteModel {
  /** Matches shown at most. */
  static final int LIMIT = 40;

  private static final String TAIL = "tail ";

  private final Supplier<List<Item>> items;
  private final Supplier<Directory> directory;
  private final Doors doors;
  private final Executor background;
  private final Executor ui;
  private final ReadOnlyObjectWrapper<List<Item>> found = new ReadOnlyObjectWrapper<>(List.of());
  private long asked;
  private long answered;
  private boolean takesFirst;

  /**
   * Searches what there is at the moment of searching.
   *
   * @param items what the window itself offers: screens, actions, connections
   * @param directory streams and groups
   * @param doors how one gets to those
   */
  PaletteModel(
      Supplier<List<Item>> items,
      Supplier<Directory> directory,
      Doors doors,
      Executor background,
      Executor ui) {
    this.items = items;
    this.directory = directory;
    this.doors = doors;
    this.background = background;
    this.ui = ui;
  }

  /**
   * Something to go to or to do.
   *
   * @param kind "screen", "stream", "group", "connection", "action"
   * @param hint keys or where it is; may be empty
   */
  record Item(String name, String kind, String hint, Runnable run) {}

  /** Makes items of what was found in the directory. */
  record Doors(Function<Directory.Entry, Item> show, Function<Directory.Entry.Stream, Item> tail) {}

  // Properties

  /** What was found for the newest text that has been searched for. */
  ReadOnlyObjectProperty<List<Item>> foundProperty() {
    return found.getReadOnlyProperty();
  }

  /** Whether a newer text is being searched for. */
  boolean isBehind() {
    return answered != asked;
  }

  // Commands

  /** Searches for {@code text}; an answer to an older text that comes later is dropped. */
  void search(String text) {
    long mine = ++asked;
    takesFirst = false;
    List<Item> own = items.get();
    Directory known = directory.get();
    background.execute(
        () -> {
          List<Item> matches = matches(own, known, text, doors);
          ui.execute(() -> answer(mine, matches));
        });
  }

  /** As soon as what was typed has been searched for, the best match is run. */
  void takeFirst() {
    takesFirst = true;
  }

  private void answer(long mine, List<Item> matches) {
    if (mine != asked) {
      return;
    }
    answered = mine;
    found.set(matches);
    if (takesFirst) {
      takesFirst = false;
      matches.stream().findFirst().ifPresent(first -> first.run().run());
    }
  }

  /** Best match first; everything, in its own order, for an empty text. On any thread. */
  static List<Item> matches(List<Item> own, Directory directory, String text, Doors doors) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    record Ranked(int rank, int length, Supplier<Item> item) {}
    var ranked = new ArrayList<Ranked>();
    for (Item item : own) {
      String name = item.name().toLowerCase(Locale.ROOT);
      int rank = rank(name, wanted);
      if (rank >= 0) {
        ranked.add(new Ranked(rank, 0, () -> item));
      }
    }
    String stream = wanted.startsWith(TAIL) ? wanted.substring(TAIL.length()).strip() : "";
    for (Directory.Entry entry : directory.entries()) {
      int length = wanted.isEmpty() ? 0 : entry.searchable().length();
      int rank = rank(entry.searchable(), wanted);
      if (rank >= 0) {
        ranked.add(new Ranked(rank, length, () -> doors.show().apply(entry)));
      }
      if (!stream.isEmpty() && entry instanceof Directory.Entry.Stream it) {
        int tailRank = rank(entry.searchable(), stream);
        if (tailRank >= 0) {
          ranked.add(new Ranked(tailRank, length, () -> doors.tail().apply(it)));
        }
      }
    }
    // The sort is stable: equals keep their order.
    ranked.sort(Comparator.comparingInt(Ranked::rank).thenComparingInt(Ranked::length));
    return ranked.stream().limit(LIMIT).map(it -> it.item().get()).toList();
  }

  /** 0 is best, -1 is no match. */
  private static int rank(String name, String wanted) {
    if (name.equals(wanted)) {
      return 0;
    }
    if (name.startsWith(wanted)) {
      return 1;
    }
    int at = name.indexOf(wanted);
    while (at > 0) {
      if (!Character.isLetterOrDigit(name.charAt(at - 1))) {
        return 2;
      }
      int next = name.indexOf(wanted, at + 1);
      if (next < 0) {
        return 3;
      }
      at = next;
    }
    int letter = 0;
    for (int i = 0; i < name.length() && letter < wanted.length(); i++) {
      if (name.charAt(i) == wanted.charAt(letter)) {
        letter++;
      }
    }
    return letter == wanted.length() ? 4 : -1;
  }
}
