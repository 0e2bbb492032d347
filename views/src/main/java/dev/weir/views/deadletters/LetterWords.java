package dev.weir.views.deadletters;

import dev.weir.engine.deadletter.cause.CauseKey;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.desk.LetterTable;
import dev.weir.engine.deadletter.desk.StreamOfLetters;
import dev.weir.engine.deadletter.desk.StreamOfLetters.Reading;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.dialect.HeaderNumber;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.stream.Position;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Moments;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Dead letters in words. */
final class LetterWords {
  private static final String NOTHING = "–";

  private LetterWords() {}

  /** "6 streams · 431 dead letters · oldest 2 d 4 h ago". */
  static String summary(LetterTable table, long nowMillis) {
    if (!table.searched() && table.streams().isEmpty()) {
      return "Searching…";
    }
    List<String> parts = new ArrayList<>();
    int streams = table.streams().size();
    parts.add(streams + (streams == 1 ? " stream" : " streams"));
    long records = table.records();
    parts.add(Formats.exact(records) + (records == 1 ? " dead letter" : " dead letters"));
    OptionalLong oldest = table.oldestMillis();
    if (oldest.isPresent()) {
      parts.add("oldest " + Formats.ago(Duration.ofMillis(nowMillis - oldest.getAsLong())));
    }
    if (table.hidden() > 0) {
      parts.add(Formats.exact(table.hidden()) + " more causes not shown");
    }
    if (table.notLookedInto() > 0) {
      parts.add(Formats.exact(table.notLookedInto()) + " streams not looked into");
    }
    return String.join(" · ", parts);
  }

  /** "BankUnavailable: bank ‹text› refuses". */
  static String cause(CauseKey key) {
    String type = key.exception().map(LetterWords::simpleName).orElse("");
    String message = key.message().orElse("");
    if (type.isEmpty() && message.isEmpty()) {
      return "The writer says nothing";
    }
    return type + (type.isEmpty() || message.isEmpty() ? "" : ": ") + message;
  }

  static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** "Bank.settle:88", or nothing. */
  static String frame(CauseKey key) {
    String frame = key.frame().orElse("");
    int bracket = frame.indexOf('(');
    if (bracket < 0) {
      return frame;
    }
    String[] names = frame.substring(0, bracket).split("\\.");
    int colon = frame.indexOf(':', bracket);
    String line = colon < 0 ? "" : frame.substring(colon, frame.length() - 1);
    return names.length < 2
        ? frame
        : names[names.length - 2] + "." + names[names.length - 1] + line;
  }

  /** "payments → billing". */
  static String way(CauseOfStream row) {
    CauseKey key = row.cause().key();
    return key.origin().orElse("?") + key.group().map(group -> " → " + group).orElse("");
  }

  static String time(OptionalLong millis, ZoneId zone) {
    return millis.isPresent() ? Formats.iso(millis.getAsLong(), zone) : NOTHING;
  }

  /** To the millisecond, where it is of today. */
  static String clock(OptionalLong millis, Moments moments) {
    return millis.isPresent() ? moments.milli(millis.getAsLong()) : NOTHING;
  }

  /** To the second, where it is of today. */
  static String second(OptionalLong millis, Moments moments) {
    return millis.isPresent() ? moments.second(millis.getAsLong()) : NOTHING;
  }

  static String dialects(StreamOfLetters row) {
    return row.found().pinned().isPresent()
        ? row.found().pinned().get().title() + " (pinned)"
        : row.found().dialects().isEmpty()
            ? NOTHING
            : row.found().dialects().stream()
                .sorted()
                .map(Dialect::title)
                .collect(Collectors.joining(", "));
  }

  static String origins(StreamOfLetters row) {
    return row.found().origins().isEmpty() ? NOTHING : String.join(", ", row.found().origins());
  }

  static String records(StreamOfLetters row) {
    boolean atMost = row.found().recordsAtMost() && !(row.reading() instanceof Reading.Live);
    return (atMost ? "≤ " : "") + Formats.exact(row.records());
  }

  static String because(StreamOfLetters row) {
    return row.found().evidence().getFirst().detail();
  }

  static String reading(Reading reading) {
    return switch (reading) {
      case Reading.Waiting() -> "not counted";
      case Reading.Counting(long records, long expected) ->
          Formats.exact(records) + " of " + Formats.exact(Math.max(records, expected)) + " counted";
      case Reading.Live(long _) -> "live";
      case Reading.Failed(String why) -> why;
    };
  }

  static String place(Position position) {
    return position.toString();
  }

  /** "payments 2@77120, group billing". */
  static String where(Hop hop) {
    StringBuilder text = new StringBuilder(hop.stream().orElse("?"));
    hop.entryId().ifPresent(id -> text.append(' ').append(id));
    if (!(hop.offset() instanceof HeaderNumber.Missing)) {
      text.append(' ').append(number(hop.partition())).append('@').append(number(hop.offset()));
    }
    hop.group().ifPresent(group -> text.append(" → ").append(group));
    return text.toString();
  }

  private static String number(HeaderNumber number) {
    return switch (number) {
      case HeaderNumber.Known(long value) -> Long.toString(value);
      case HeaderNumber.Ambiguous(long asText, long asBinary) ->
          "(" + asText + " as text or " + asBinary + " as binary)";
      case HeaderNumber.Unreadable(String why) -> "(" + why + ")";
      case HeaderNumber.Missing() -> "?";
    };
  }

  static String why(Hop hop) {
    String type = hop.cause().or(hop::exception).map(LetterWords::simpleName).orElse("");
    String message = hop.causeMessage().or(hop::message).orElse("");
    return type + (type.isEmpty() || message.isEmpty() ? "" : ": ") + message;
  }
}
