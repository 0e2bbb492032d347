package dev.weir.alert.judge;

import java.util.Locale;

/** Figures in sentences. */
public final class Figures {
  private Figures() {}

  /** Four digits that matter, without an exponent where it can be avoided. */
  public static String of(double figure) {
    double size = Math.abs(figure);
    if (size >= 1e15 || (size > 0 && size < 1e-4)) {
      return String.format(Locale.ROOT, "%.3g", figure);
    }
    int decimals = size >= 1000 || figure == Math.rint(figure) ? 0 : size >= 10 ? 1 : 4;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", figure);
    return decimals == 4 ? text.replaceFirst("0+$", "").replaceFirst("\\.$", "") : text;
  }

  /** "90 s", "5 min", "4 h", "2 d". */
  public static String time(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    long seconds = millis / 1000;
    if (seconds < 120 || seconds % 60 != 0) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 120 || minutes % 60 != 0) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    return hours < 48 || hours % 24 != 0 ? hours + " h" : hours / 24 + " d";
  }
}
