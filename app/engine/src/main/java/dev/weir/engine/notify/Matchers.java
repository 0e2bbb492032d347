package dev.weir.engine.notify;

import java.util.Map;

/** Which alerts something is about, by labels. */
public final class Matchers {
  private Matchers() {}

  /**
   * Whether all of {@code wanted} fit.
   *
   * @param wanted label to text, in which {@code *} stands for anything; the label {@code rule} is
   *     the rule's name
   */
  public static boolean match(Map<String, String> wanted, String rule, Map<String, String> labels) {
    for (Map.Entry<String, String> one : wanted.entrySet()) {
      String actual = one.getKey().equals("rule") ? rule : labels.getOrDefault(one.getKey(), "");
      if (!fits(one.getValue(), actual)) {
        return false;
      }
    }
    return true;
  }

  /** Greedy, in one pass: each piece between stars is looked for behind the last. */
  private static boolean fits(String pattern, String text) {
    if (pattern.indexOf('*') < 0) {
      return pattern.equals(text);
    }
    String[] pieces = pattern.split("\\*", -1);
    String first = pieces[0];
    String last = pieces[pieces.length - 1];
    if (!text.startsWith(first)
        || !text.endsWith(last)
        || text.length() < first.length() + last.length()) {
      return false;
    }
    int at = first.length();
    int end = text.length() - last.length();
    for (int i = 1; i < pieces.length - 1; i++) {
      int found = text.indexOf(pieces[i], at);
      if (found < 0 || found + pieces[i].length() > end) {
        return false;
      }
      at = found + pieces[i].length();
    }
    return true;
  }
}
