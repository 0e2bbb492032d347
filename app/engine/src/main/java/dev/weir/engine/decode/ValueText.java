package dev.weir.engine.decode;

/** Trees as JSON text: indented for reading, or on one line. Recursion is bounded by the tree. */
public final class ValueText {
  private ValueText() {}

  /** Indented by two spaces, one member per line. */
  public static String pretty(ValueNode node) {
    var out = new StringBuilder();
    write(out, node, 0, Integer.MAX_VALUE);
    return out.toString();
  }

  /** On one line, given up after {@code maxChars}. */
  public static String oneLine(ValueNode node, int maxChars) {
    var out = new StringBuilder();
    write(out, node, -1, maxChars);
    return out.length() > maxChars ? out.substring(0, maxChars) : out.toString();
  }

  private static void write(StringBuilder out, ValueNode node, int indent, int maxChars) {
    if (out.length() > maxChars) {
      return;
    }
    switch (node) {
      case ValueNode.Tree(var fields) -> {
        if (fields.isEmpty()) {
          out.append("{}");
          return;
        }
        out.append('{');
        for (int i = 0; i < fields.size() && out.length() <= maxChars; i++) {
          separate(out, i, indent);
          appendQuoted(out, fields.get(i).name());
          out.append(indent < 0 ? ":" : ": ");
          write(out, fields.get(i).value(), deeper(indent), maxChars);
        }
        end(out, indent, '}');
      }
      case ValueNode.Items(var items) -> {
        if (items.isEmpty()) {
          out.append("[]");
          return;
        }
        out.append('[');
        for (int i = 0; i < items.size() && out.length() <= maxChars; i++) {
          separate(out, i, indent);
          write(out, items.get(i), deeper(indent), maxChars);
        }
        end(out, indent, ']');
      }
      case ValueNode.Text(var text) -> appendQuoted(out, text);
      case ValueNode.Numeric(var digits) -> out.append(digits);
      case ValueNode.Truth(var value) -> out.append(value);
      case ValueNode.Nothing() -> out.append("null");
    }
  }

  private static int deeper(int indent) {
    return indent < 0 ? indent : indent + 2;
  }

  private static void separate(StringBuilder out, int index, int indent) {
    if (index > 0) {
      out.append(',');
    }
    if (indent >= 0) {
      out.append('\n').repeat(' ', indent + 2);
    }
  }

  private static void end(StringBuilder out, int indent, char bracket) {
    if (indent >= 0) {
      out.append('\n').repeat(' ', indent);
    }
    out.append(bracket);
  }

  /** Appends {@code text} as a JSON string. */
  public static void appendQuoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            out.append("\\u00").append(c < 0x10 ? "0" : "").append(Integer.toHexString(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
