package dev.weir.views.tail;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of JSON text to be shown in one colour.
 *
 * @param start index of its first character
 */
record JsonPiece(int start, String text, Kind kind) {
  /** What it is: member names and punctuation are neither string nor number. */
  enum Kind {
    STRING,
    NUMBER,
    OTHER
  }

  /** Pieces of {@code text} in order; none if it does not look like JSON or is not plain ASCII. */
  static List<JsonPiece> of(String text) {
    if (text.isEmpty() || "{[\"-0123456789".indexOf(text.charAt(0)) < 0 || !isPrintable(text)) {
      return List.of();
    }
    var pieces = new ArrayList<JsonPiece>();
    int other = 0;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end;
      Kind kind;
      if (c == '"') {
        end = endOfString(text, at);
        kind = end < text.length() && text.charAt(end) == ':' ? Kind.OTHER : Kind.STRING;
      } else if (startsNumber(text, at)) {
        end = endOfNumber(text, at);
        kind = Kind.NUMBER;
      } else {
        at++;
        continue;
      }
      if (kind != Kind.OTHER) {
        add(pieces, text, other, at, Kind.OTHER);
        add(pieces, text, at, end, kind);
        other = end;
      }
      at = end;
    }
    add(pieces, text, other, text.length(), Kind.OTHER);
    return pieces;
  }

  private static void add(List<JsonPiece> pieces, String text, int from, int to, Kind kind) {
    if (from < to) {
      pieces.add(new JsonPiece(from, text.substring(from, to), kind));
    }
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
  }

  private static int endOfString(String text, int start) {
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        return i + 1;
      }
    }
    return text.length();
  }

  private static boolean startsNumber(String text, int at) {
    char c = text.charAt(at);
    return (c == '-' || Character.isDigit(c))
        && (at == 0 || ":,[ ".indexOf(text.charAt(at - 1)) >= 0);
  }

  private static int endOfNumber(String text, int start) {
    int end = start + 1;
    while (end < text.length() && "0123456789.eE+-".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }
}
