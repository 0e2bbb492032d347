package dev.weir.app.broker;

import dev.weir.stream.Position;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Places of single records, as {@code weir dlq} prints them and takes them. */
public final class Places {
  private static final Pattern OFFSET = Pattern.compile("(\\d{1,9})@(\\d{1,18})");
  private static final Pattern ENTRY = Pattern.compile("(\\d{1,20})-(\\d{1,20})");

  private Places() {}

  /** {@code PARTITION@OFFSET} or an entry's id, whoever chose it; empty if it is neither. */
  public static Optional<Position> of(String text) {
    Optional<Position> offset = offset(text);
    if (offset.isPresent()) {
      return offset;
    }
    Matcher entry = ENTRY.matcher(text);
    if (entry.matches()) {
      try {
        return Optional.of(
            new Position.EntryId(
                Long.parseUnsignedLong(entry.group(1)), Long.parseUnsignedLong(entry.group(2))));
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** {@code PARTITION@OFFSET}; empty if it is not that. */
  static Optional<Position> offset(String text) {
    Matcher offset = OFFSET.matcher(text);
    return offset.matches()
        ? Optional.of(
            new Position.Offset(Integer.parseInt(offset.group(1)), Long.parseLong(offset.group(2))))
        : Optional.empty();
  }
}
