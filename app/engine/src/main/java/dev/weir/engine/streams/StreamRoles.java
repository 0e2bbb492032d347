package dev.weir.engine.streams;

import dev.weir.stream.StreamInfo;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Guesses from a stream's name what it is for. The names are those that Spring Kafka, Spring Cloud
 * Stream, Kafka Connect, SmallRye, MassTransit and hand-written readers give their retry and
 * dead-letter streams.
 */
public final class StreamRoles {
  private static final List<Pattern> DEAD_LETTER =
      List.of(
          Pattern.compile(".*[-_.:](dlt|dlq|dead|dead-?letters?|dead_letters?)([-_.:].*)?"),
          Pattern.compile("(dlt|dlq|dead-?letters?|dead_letters?)([-_.:].*)?"),
          Pattern.compile("error\\.[^.]+\\..+"),
          Pattern.compile(".+_error"));

  private static final Pattern RETRY =
      Pattern.compile("(.*[-_.:])?(retry|retries)([-_.:]?\\d+(ms|s|m|h)?|[-_.:].*)?");

  private StreamRoles() {}

  static StreamRole of(StreamInfo info) {
    if (info.internal()) {
      return StreamRole.INTERNAL;
    }
    if (info.deadLetterEvidence().isPresent()) {
      return StreamRole.DEAD_LETTER;
    }
    return ofName(info.stream().name());
  }

  /** What a stream of that name is likely for. */
  public static StreamRole ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    // Brokers, schema registries and proxies keep their own streams under such names.
    if (lower.startsWith("_")) {
      return StreamRole.INTERNAL;
    }
    for (Pattern pattern : DEAD_LETTER) {
      if (pattern.matcher(lower).matches()) {
        return StreamRole.DEAD_LETTER;
      }
    }
    return RETRY.matcher(lower).matches() ? StreamRole.RETRY : StreamRole.DATA;
  }
}
