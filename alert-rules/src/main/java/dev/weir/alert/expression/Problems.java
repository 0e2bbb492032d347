package dev.weir.alert.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The expression library's messages in words for an operator, with what to write instead. */
final class Problems {
  private static final List<String> NAMES =
      List.of(
          "stream", "partition", "offset", "id", "timestamp", "key", "value", "headers", "size");

  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern OVERLOAD =
      Pattern.compile(
          "found no matching overload for '([^']*)' applied to '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern OVERLOAD_OF_A_RECORD =
      Pattern.compile(".*No matching overload for function '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern BY_ZERO =
      Pattern.compile(".*(/|division|divide|modulus) by zero.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern SINGLE_EQUALS = Pattern.compile("[^=!<>]=[^=]");
  private static final Pattern WORD_OPERATOR = Pattern.compile("(?i)\\b(and|or|not|like)\\b");
  private static final Map<String, String> FOR_WORD =
      Map.of(
          "and", "Write && for \"and\".",
          "or", "Write || for \"or\".",
          "not", "Write ! for \"not\".",
          "like", "Write x.contains(\"…\") or x.matches(\"…\") for \"like\".");

  private Problems() {}

  static String sentence(String message) {
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      return "\"" + undeclared.group(1) + "\" is not known here.";
    }
    Matcher overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      String operator = overload.group(1).replace("_", "").replace("@", "");
      return "\"" + operator + "\" does not work on " + operands(overload.group(2)) + ".";
    }
    if (message.contains("'<EOF>'")) {
      return "The condition ends too soon.";
    }
    Matcher ofARecord = OVERLOAD_OF_A_RECORD.matcher(message);
    if (ofARecord.matches()) {
      String operator = ofARecord.group(1).replace("_", "").replace("@", "");
      return "\"" + operator + "\" does not work on what this record has there.";
    }
    if (BY_ZERO.matcher(message).matches()) {
      return "It divides by zero.";
    }
    String line = message.strip().replaceFirst("^evaluation error( at [^:]*:\\d+)?: ", "");
    int end = line.indexOf('\n');
    line = end < 0 ? line : line.substring(0, end);
    int detail = line.indexOf(" expecting {");
    line = detail < 0 ? line : line.substring(0, detail);
    if (line.isEmpty()) {
      return "It cannot be evaluated.";
    }
    String capital = line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
    return capital.endsWith(".") ? capital : capital + ".";
  }

  /** "(string, int)" as it is; "dyn.(int)" as "dyn with (int)". */
  private static String operands(String types) {
    return types.replace(".(", " with (");
  }

  static String hint(String text, String message) {
    return hint(text, message, NAMES, "a field of the value is value.%s, a text stands in quotes.");
  }

  /**
   * What to write instead.
   *
   * @param names those that are known
   * @param otherwise what else an unknown name, put in for %s, may have been meant to be
   */
  static String hint(String text, String message, List<String> names, String otherwise) {
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      String name = undeclared.group(1);
      String nearest = nearest(name, names);
      if (!nearest.isEmpty()) {
        return "Did you mean " + nearest + "?";
      }
      if (WORD_OPERATOR.matcher(name).matches()) {
        return FOR_WORD.getOrDefault(name.toLowerCase(Locale.ROOT), "");
      }
      return "Known are " + String.join(", ", names) + "; " + otherwise.replace("%s", name);
    }
    if (OVERLOAD.matcher(message).matches()) {
      return "Compare like with like: double(…), int(…) and string(…) convert,"
          + " timestamp(\"2026-01-31T12:00:00Z\") is a time.";
    }
    String bare = text.replaceAll("\"[^\"]*\"|'[^']*'", "\"\"");
    if (SINGLE_EQUALS.matcher(bare).find()) {
      return "Write == to compare.";
    }
    Matcher word = WORD_OPERATOR.matcher(bare);
    if (word.find()) {
      return FOR_WORD.getOrDefault(word.group(1).toLowerCase(Locale.ROOT), "");
    }
    if (text.chars().filter(c -> c == '"').count() % 2 != 0) {
      return "A quotation mark is missing.";
    }
    if (bare.chars().filter(c -> c == '(').count() != bare.chars().filter(c -> c == ')').count()) {
      return "A parenthesis is missing.";
    }
    return "";
  }

  /** The known name that is at most two letters away; empty if none is. */
  private static String nearest(String name, List<String> names) {
    String best = "";
    int least = 3;
    for (String known : names) {
      int distance = distance(name.toLowerCase(Locale.ROOT), known);
      if (distance < least && distance < known.length() / 2 + 1) {
        least = distance;
        best = known;
      }
    }
    return best;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  static String typeName(String celName) {
    return switch (celName) {
      case "int", "uint", "double" -> "a number";
      case "string" -> "a text";
      case "google.protobuf.Timestamp", "timestamp" -> "a time";
      case "google.protobuf.Duration", "duration" -> "a duration";
      case "map" -> "an object";
      case "list" -> "a list";
      case "null_type" -> "null";
      default -> celName;
    };
  }

  static String valueTypeName(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case Number _ -> "a number";
      case String _ -> "a text";
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "a list";
      default -> "something else";
    };
  }
}
