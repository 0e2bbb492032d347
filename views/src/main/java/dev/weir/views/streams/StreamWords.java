package dev.weir.views.streams;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.meter.LatencyFigures;
import dev.weir.engine.meter.Percentiles;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRow;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamKind;
import dev.weir.views.kit.Facts.Fact;
import dev.weir.views.kit.Formats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the Streams screen says. */
final class StreamWords {
  /** Stands where a figure does not apply; a figure nobody can know is {@link Formats#UNKNOWN}. */
  static final String DOES_NOT_APPLY = "–";

  private StreamWords() {}

  /** What a badge beside the name says; empty text for an ordinary topic. */
  static String badge(StreamRow row) {
    return switch (row.role()) {
      case RETRY -> "retry";
      case DEAD_LETTER -> "dead letters";
      case INTERNAL -> "internal";
      case DATA -> row.kind() == StreamKind.REDIS_STREAM ? "Redis" : "";
    };
  }

  /** One line under the name in the details. */
  static String summary(StreamRow row) {
    var words = new ArrayList<String>();
    words.add(row.kind() == StreamKind.REDIS_STREAM ? "Redis stream" : "topic");
    words.add("on " + row.stream().connection());
    if (row.role() == StreamRole.DEAD_LETTER) {
      words.add("· holds dead letters");
    } else if (row.role() == StreamRole.RETRY) {
      words.add("· carries retries");
    }
    row.problem().ifPresent(problem -> words.add("· " + problem));
    return String.join(" ", words);
  }

  static String rate(OptionalDouble perSecond) {
    return perSecond.isPresent() ? Formats.perSecond(perSecond.getAsDouble()) : Formats.UNKNOWN;
  }

  static String bytes(OptionalDouble perSecond) {
    return perSecond.isPresent()
        ? Formats.bytesPerSecond(perSecond.getAsDouble())
        : Formats.UNKNOWN;
  }

  /** Only a stream that is read has a latency; "~" where it is of too few records for a p99. */
  static String latency(OptionalDouble p99Millis, long records) {
    return p99Millis.isPresent()
        ? (Percentiles.isEnough(99, records) ? "" : "~")
            + Formats.latency(p99Millis.getAsDouble()).text()
        : DOES_NOT_APPLY;
  }

  /** How long its records took to the console, over the last minute. */
  static List<Fact> latency(LatencyFigures figures) {
    var facts = new ArrayList<Fact>();
    for (LatencyFigures.Percentile one : figures.percentiles()) {
      String name = "p" + (one.percent() == 99.9 ? "99.9" : Math.round(one.percent()));
      boolean known = !Double.isNaN(one.millis());
      facts.add(
          known
              ? new Fact(name, Formats.latency(one.millis()).text(), "")
              : new Fact(
                  name,
                  Formats.UNKNOWN,
                  "n too small",
                  Severity.UNKNOWN,
                  "This percentile needs "
                      + Formats.exact(one.needed())
                      + " records; "
                      + Formats.exact(figures.n())
                      + " were timed in the last minute."));
    }
    facts.add(
        Double.isNaN(figures.maxMillis())
            ? new Fact("max", Formats.UNKNOWN, "none timed", Severity.UNKNOWN, "")
            : new Fact("max", Formats.latency(figures.maxMillis()).text(), ""));
    facts.add(new Fact("timed", Formats.exact(figures.n()), "in " + figures.seconds() + " s"));
    double share = figures.negativeShare();
    if (share > 0) {
      facts.add(
          new Fact(
              "negative",
              Formats.percent(100 * share),
              "clocks differ",
              Severity.WARNING,
              Formats.exact(figures.negatives())
                  + " records were stamped after their receipt: clocks differ. They are counted,"
                  + " but in no percentile."));
    } else {
      facts.add(new Fact("negative", Double.isNaN(share) ? Formats.UNKNOWN : "none", ""));
    }
    if (figures.badTimestamps() > 0) {
      facts.add(
          new Fact(
              "bad timestamps",
              Formats.exact(figures.badTimestamps()),
              "not timed",
              Severity.WARNING,
              "Stamped more than an hour ahead or ten years back."));
    }
    facts.add(new Fact("measured", figures.kind(), "last minute"));
    return facts;
  }

  static String skew(OptionalDouble skew) {
    return skew.isPresent()
        ? String.format(java.util.Locale.ROOT, "%.1f×", skew.getAsDouble())
        : DOES_NOT_APPLY;
  }

  static String retention(OptionalLong millis) {
    if (millis.isEmpty()) {
      return DOES_NOT_APPLY;
    }
    return millis.getAsLong() < 0
        ? "for ever"
        : Formats.duration(Duration.ofMillis(millis.getAsLong()));
  }

  static String lastRecord(OptionalLong atMillis, long nowMillis) {
    if (atMillis.isEmpty()) {
      return Formats.UNKNOWN;
    }
    long age = nowMillis - atMillis.getAsLong();
    return age < 1000 ? "now" : Formats.ago(Duration.ofMillis(age));
  }

  /** Configuration entries, those somebody changed before the others. */
  static List<StreamDetail.Config> changedFirst(StreamDetail detail) {
    return detail.configs().stream()
        .sorted(
            Comparator.comparing((StreamDetail.Config config) -> !config.changed())
                .thenComparing(StreamDetail.Config::name))
        .toList();
  }
}
