package dev.weir.engine.wording;

import java.util.List;
import java.util.Locale;

/** Figures, and what is said in several places, as an operator reads them. */
public final class Wording {
  private Wording() {}

  /** "21 s", "4 min 10 s", "2 h 05 min", "3 d 4 h". Below a second, "under 1 s". */
  public static String duration(long millis) {
    if (millis < 1_000) {
      return "under 1 s";
    }
    long seconds = millis / 1_000;
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds % 60 == 0
          ? seconds / 60 + " min"
          : seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds % 3_600 / 60);
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
  }

  /** Texts of users often have no full stop; what is put after one must not run into it. */
  public static String ended(String text) {
    return text.isEmpty() || ".!?…:".indexOf(text.charAt(text.length() - 1)) >= 0
        ? text
        : text + ".";
  }

  /** What else happened before an alert, as one text; empty where there is nothing. */
  public static String shortlyBefore(List<String> sentences) {
    return sentences.isEmpty() ? "" : "Shortly before: " + String.join(" ", sentences);
  }

  /** "412", "12,400", "228 k", "3.1 M". */
  public static String count(double value) {
    double size = Math.abs(value);
    if (size < 10 && size != Math.rint(size)) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    if (size < 100_000) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    if (size < 1e6) {
      return Math.round(value / 1e3) + " k";
    }
    if (size < 1e9) {
      return String.format(Locale.ROOT, "%.1f M", value / 1e6);
    }
    return String.format(Locale.ROOT, "%.1f G", value / 1e9);
  }

  /** As {@link #count(double)}. */
  public static String count(long value) {
    return count((double) value);
  }

  /** "1 group", "41 groups". */
  public static String counted(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }
}
