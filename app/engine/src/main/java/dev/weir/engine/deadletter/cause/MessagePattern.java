package dev.weir.engine.deadletter.cause;

import java.util.Locale;
import java.util.Set;

/**
 * Takes out of a message what differs from record to record: numbers, UUIDs, hexadecimal and quoted
 * text, addresses of hosts, times. Reads each character a bounded number of times and uses no
 * regular expression, so no message can make it slow.
 */
final class MessagePattern {
  static final int MOST_CHARS = 500;

  private static final int LONGEST_QUOTE = 300;
  private static final int SHORTEST_HEX = 8;

  /** After these a short number is a code that says what went wrong. */
  private static final Set<String> BEFORE_CODES =
      Set.of("status", "code", "http", "errno", "sqlstate", "rc");

  private static final int LONGEST_CODE = 5;

  private final String text;
  private final StringBuilder out;
  private int at;

  private MessagePattern(String text) {
    this.text = text;
    this.out = new StringBuilder(text.length());
  }

  /** The first line of {@code message}, with ‹n›, ‹uuid›, ‹hex›, ‹text›, ‹host›, ‹time› in it. */
  static String of(String message) {
    // A message that begins with an empty line still says something after it.
    String said = message.stripLeading();
    int end = 0;
    int most = Math.min(said.length(), MOST_CHARS);
    while (end < most && said.charAt(end) != '\n' && said.charAt(end) != '\r') {
      end++;
    }
    String line = said.substring(0, end).stripTrailing();
    return new MessagePattern(line).masked();
  }

  private String masked() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isQuote(c) && quoted(c)) {
        continue;
      }
      if (isWordPart(c) && startsWord()) {
        word();
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`' || c == '“' || c == '«';
  }

  private static char closing(char quote) {
    return switch (quote) {
      case '“' -> '”';
      case '«' -> '»';
      default -> quote;
    };
  }

  /** Masks quoted text; an apostrophe inside a word quotes nothing. */
  private boolean quoted(char quote) {
    if (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) {
      return false;
    }
    char closing = closing(quote);
    int limit = Math.min(text.length(), at + LONGEST_QUOTE);
    for (int i = at + 1; i < limit; i++) {
      if (text.charAt(i) == closing
          && (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1)))) {
        out.append(quote).append("‹text›").append(closing);
        at = i + 1;
        return true;
      }
    }
    return false;
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c);
  }

  private boolean startsWord() {
    return at == 0 || !isWordPart(text.charAt(at - 1));
  }

  /** One run of letters and digits, or what it is the beginning of. */
  private void word() {
    int end = at;
    boolean digit = false;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      digit |= Character.isDigit(text.charAt(end));
      end++;
    }
    if (!digit) {
      int host = hostEnd(end);
      if (host > end) {
        mask("‹host›", host);
      } else {
        copy(end);
      }
      return;
    }
    int uuid = uuidEnd();
    if (uuid > 0) {
      mask("‹uuid›", uuid);
      return;
    }
    int time = timeEnd();
    if (time > 0) {
      mask("‹time›", time);
      return;
    }
    int host = addressEnd();
    if (host == 0) {
      host = hostEnd(end);
      host = host > end ? host : 0;
    }
    if (host > 0) {
      mask("‹host›", host);
      return;
    }
    if (isHex(at, end)) {
      mask("‹hex›", end);
      return;
    }
    if (isCode(end)) {
      copy(end);
      return;
    }
    maskDigits(end);
  }

  private void copy(int end) {
    out.append(text, at, end);
    at = end;
  }

  private void mask(String with, int end) {
    out.append(with);
    at = end;
  }

  private void maskDigits(int end) {
    boolean masked = false;
    while (at < end) {
      char c = text.charAt(at);
      if (!Character.isDigit(c)) {
        out.append(c);
        masked = false;
      } else if (!masked) {
        out.append("‹n›");
        masked = true;
      }
      at++;
    }
    // Decimals and groups of thousands are one number.
    while (masked
        && at + 1 < text.length()
        && (text.charAt(at) == '.' || text.charAt(at) == ',')
        && Character.isDigit(text.charAt(at + 1))) {
      at++;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
    }
  }

  private int uuidEnd() {
    int end = at + 36;
    if (end > text.length() || (end < text.length() && isWordPart(text.charAt(end)))) {
      return 0;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(at + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0) {
        return 0;
      }
    }
    return end;
  }

  /** 2026-11-21T10:15:30.123Z and the like. */
  private int timeEnd() {
    if (at + 10 > text.length()) {
      return 0;
    }
    for (int i = 0; i < 10; i++) {
      char c = text.charAt(at + i);
      if (i == 4 || i == 7 ? c != '-' : !isAsciiDigit(c)) {
        return 0;
      }
    }
    int end = at + 10;
    if (end + 6 <= text.length()
        && (text.charAt(end) == 'T' || text.charAt(end) == ' ')
        && isAsciiDigit(text.charAt(end + 1))
        && text.charAt(end + 3) == ':') {
      end++;
      while (end < text.length()
          && (isAsciiDigit(text.charAt(end)) || ":.,".indexOf(text.charAt(end)) >= 0)) {
        end++;
      }
      while (text.charAt(end - 1) == '.' || text.charAt(end - 1) == ',') {
        end--;
      }
      if (end < text.length() && text.charAt(end) == 'Z') {
        end++;
      } else if (end + 5 < text.length()
          && (text.charAt(end) == '+' || text.charAt(end) == '-')
          && isAsciiDigit(text.charAt(end + 1))) {
        end = Math.min(text.length(), end + 6);
      }
    }
    return end;
  }

  private static boolean isAsciiDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** 10.0.0.7, with a port at most. */
  private int addressEnd() {
    int i = at;
    for (int octet = 0; octet < 4; octet++) {
      int digits = 0;
      while (i < text.length() && isAsciiDigit(text.charAt(i))) {
        digits++;
        i++;
      }
      if (digits == 0 || digits > 3) {
        return 0;
      }
      if (octet < 3) {
        if (i >= text.length() || text.charAt(i) != '.') {
          return 0;
        }
        i++;
      }
    }
    if (i < text.length() && isWordPart(text.charAt(i))) {
      return 0;
    }
    return portEnd(i);
  }

  private int portEnd(int i) {
    if (i + 1 < text.length() && text.charAt(i) == ':' && isAsciiDigit(text.charAt(i + 1))) {
      int end = i + 1;
      while (end < text.length() && isAsciiDigit(text.charAt(end))) {
        end++;
      }
      return end;
    }
    return i;
  }

  /** A name with dots or dashes in it that a port follows: the end behind the port, or 0. */
  private int hostEnd(int wordEnd) {
    int i = wordEnd;
    while (i + 1 < text.length()
        && (text.charAt(i) == '.' || text.charAt(i) == '-')
        && isWordPart(text.charAt(i + 1))) {
      i++;
      while (i < text.length() && isWordPart(text.charAt(i))) {
        i++;
      }
    }
    int end = portEnd(i);
    // Java's own frames look alike: File.java:12.
    return end > i && !text.startsWith(".java", i - 5) ? end : 0;
  }

  private boolean isHex(int from, int end) {
    int start = from + 2 < end && text.startsWith("0x", from) ? from + 2 : from;
    boolean prefixed = start > from;
    if (!prefixed && end - from < SHORTEST_HEX) {
      return false;
    }
    boolean letter = false;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c > 'f' || Character.digit(c, 16) < 0) {
        return false;
      }
      letter |= !isAsciiDigit(c);
    }
    return prefixed || letter;
  }

  private boolean isCode(int end) {
    if (end - at > LONGEST_CODE) {
      return false;
    }
    int i = at - 1;
    while (i >= 0 && " :=#/(".indexOf(text.charAt(i)) >= 0) {
      i--;
    }
    int last = i + 1;
    while (i >= 0 && Character.isLetter(text.charAt(i))) {
      i--;
    }
    return last < at && BEFORE_CODES.contains(text.substring(i + 1, last).toLowerCase(Locale.ROOT));
  }
}
