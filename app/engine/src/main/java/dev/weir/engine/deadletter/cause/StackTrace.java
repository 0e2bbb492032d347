package dev.weir.engine.deadletter.cause;

import java.util.Optional;

/** What a stack trace says of one of its exceptions. Reads Java's form, and JavaScript's frames. */
final class StackTrace {
  private static final int MOST_FRAME_CHARS = 200;
  private static final String CAUSED_BY = "Caused by: ";

  /**
   * One exception of a trace.
   *
   * @param message the text behind its type, first line only
   * @param frame where it was thrown, without {@code at}
   */
  record Thrown(Optional<String> message, Optional<String> frame) {}

  private StackTrace() {}

  /** The exception of type {@code exception} in {@code trace}, or the first if it is not there. */
  static Thrown find(String trace, String exception) {
    int head = headOf(trace, exception);
    Optional<String> message = Optional.empty();
    if (head >= 0) {
      int behind = head + exception.length();
      if (trace.startsWith(": ", behind)) {
        String text = trace.substring(behind + 2, lineEnd(trace, behind)).strip();
        message = text.isEmpty() ? Optional.empty() : Optional.of(text);
      }
    }
    return new Thrown(message, frameAfter(trace, Math.max(0, head)));
  }

  /** The type of the innermost exception, if the trace has a "Caused by". */
  static Optional<String> rootCause(String trace) {
    int found = trace.lastIndexOf(CAUSED_BY);
    if (found < 0) {
      return Optional.empty();
    }
    int start = found + CAUSED_BY.length();
    int end = start;
    while (end < trace.length() && ": \r\n".indexOf(trace.charAt(end)) < 0) {
      end++;
    }
    return end == start ? Optional.empty() : Optional.of(trace.substring(start, end));
  }

  /**
   * Where a line begins with the type, perhaps behind "Caused by: "; -1 if none does. Goes through
   * the trace once, whatever is in it: it was written by a stranger.
   */
  private static int headOf(String trace, String exception) {
    if (exception.isEmpty()) {
      return -1;
    }
    int line = 0;
    while (line < trace.length()) {
      int end = lineEnd(trace, line);
      int start = afterBlanks(trace, line, end);
      if (trace.startsWith(CAUSED_BY, start)) {
        start = afterBlanks(trace, start + CAUSED_BY.length(), end);
      }
      int behind = start + exception.length();
      if (trace.startsWith(exception, start)
          && (behind == trace.length() || ":\n\r ".indexOf(trace.charAt(behind)) >= 0)) {
        return start;
      }
      line = end + 1;
    }
    return -1;
  }

  private static int afterBlanks(String trace, int from, int end) {
    int start = from;
    while (start < end && (trace.charAt(start) == ' ' || trace.charAt(start) == '\t')) {
      start++;
    }
    return start;
  }

  private static Optional<String> frameAfter(String trace, int from) {
    int line = from;
    while (line < trace.length()) {
      int end = lineEnd(trace, line);
      int start = afterBlanks(trace, line, end);
      if (trace.startsWith("at ", start) && start + 3 < end) {
        return Optional.of(frame(trace.substring(start + 3, end).strip()));
      }
      line = end + 1;
    }
    return Optional.empty();
  }

  /** Without what a class loader or a code generator numbers anew at each start. */
  private static String frame(String frame) {
    String text = frame.length() > MOST_FRAME_CHARS ? frame.substring(0, MOST_FRAME_CHARS) : frame;
    int slash = text.indexOf('/');
    int bracket = text.indexOf('(');
    // "app//com.acme.Codec.read(Codec.java:88)", "java.base/java.util…": class loader and module.
    if (slash >= 0 && (bracket < 0 || slash < bracket) && !text.contains("$$Lambda")) {
      text = text.substring(text.lastIndexOf('/', bracket < 0 ? text.length() : bracket) + 1);
    }
    StringBuilder plain = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean generated =
          c == '$' && i + 1 < text.length() && Character.isDigit(text.charAt(i + 1));
      if (text.startsWith("$$Lambda", i)) {
        plain.append("$$Lambda");
        i += "$$Lambda".length();
        while (i < text.length() && text.charAt(i) != '.') {
          i++;
        }
      } else if (generated && text.lastIndexOf("lambda$", i) >= 0) {
        i++;
        while (i < text.length() && Character.isDigit(text.charAt(i))) {
          i++;
        }
      } else {
        plain.append(c);
        i++;
      }
    }
    return plain.toString();
  }

  private static int lineEnd(String trace, int from) {
    int end = trace.indexOf('\n', from);
    return end < 0 ? trace.length() : end;
  }
}
