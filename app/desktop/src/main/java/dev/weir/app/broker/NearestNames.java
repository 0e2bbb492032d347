package dev.weir.app.broker;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that somebody may have meant who typed another one. */
public final class NearestNames {
  private NearestNames() {}

  /**
   * Names that contain what was typed, or are contained in it, or differ from it in few characters.
   *
   * @return at most {@code limit} names, likeliest first
   */
  public static List<String> of(String typed, Collection<String> names, int limit) {
    String wanted = typed.toLowerCase(Locale.ROOT);
    int farthest = Math.max(2, wanted.length() / 3);
    return names.stream()
        .map(name -> new Candidate(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(candidate -> candidate.distance() <= farthest)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(limit)
        .map(Candidate::name)
        .toList();
  }

  private static int distance(String wanted, String name) {
    boolean oneInTheOther =
        !wanted.isEmpty() && !name.isEmpty() && (name.contains(wanted) || wanted.contains(name));
    return oneInTheOther ? 1 : levenshtein(wanted, name);
  }

  /** Levenshtein, V. I. (1966): insertions, deletions and substitutions from one to the other. */
  private static int levenshtein(String from, String to) {
    int[] previous = new int[to.length() + 1];
    int[] current = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int substituted =
            previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
        current[column] =
            Math.min(substituted, 1 + Math.min(previous[column], current[column - 1]));
      }
      int[] spare = previous;
      previous = current;
      current = spare;
    }
    return previous[to.length()];
  }

  private record Candidate(String name, int distance) {}
}
