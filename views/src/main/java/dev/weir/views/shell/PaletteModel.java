package dev.weir.views.shell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Finds what can be gone to or done by a few letters of its name. No nodes. */
final class PaletteModel {
  /** Matches shown at most. */
  static final int LIMIT = 40;

  private final Supplier<List<Item>> items;

  /**
   * Searches what there is at the moment of searching.
   *
   * @param items asked at each search
   */
  PaletteModel(Supplier<List<Item>> items) {
    this.items = items;
  }

  /**
   * Something to go to or to do.
   *
   * @param kind "screen", "stream", "group", "action"
   * @param hint keys or where it is; may be empty
   */
  record Item(String name, String kind, String hint, Runnable run) {}

  /** Best match first; everything, in its own order, for an empty text. */
  List<Item> matches(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    record Ranked(Item item, int rank) {}
    var ranked = new ArrayList<Ranked>();
    for (Item item : items.get()) {
      int rank = rank(item.name().toLowerCase(Locale.ROOT), wanted);
      if (rank >= 0) {
        ranked.add(new Ranked(item, rank));
      }
    }
    // The sort is stable: equals keep their order.
    ranked.sort(Comparator.comparingInt(Ranked::rank));
    return ranked.stream().limit(LIMIT).map(Ranked::item).toList();
  }

  /** 0 is best, -1 is no match. */
  private static int rank(String name, String wanted) {
    if (name.startsWith(wanted)) {
      return 0;
    }
    int at = name.indexOf(wanted);
    while (at > 0) {
      if (!Character.isLetterOrDigit(name.charAt(at - 1))) {
        return 1;
      }
      int next = name.indexOf(wanted, at + 1);
      if (next < 0) {
        return 2;
      }
      at = next;
    }
    int letter = 0;
    for (int i = 0; i < name.length() && letter < wanted.length(); i++) {
      if (name.charAt(i) == wanted.charAt(letter)) {
        letter++;
      }
    }
    return letter == wanted.length() ? 3 : -1;
  }
}
