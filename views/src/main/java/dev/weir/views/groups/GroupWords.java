package dev.weir.views.groups;

import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.LagTime;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.stream.GroupKind;
import dev.weir.stream.Lag;
import dev.weir.views.kit.Formats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the Groups screen says. Unknown is never shown as 0. */
final class GroupWords {
  /** Stands where a figure does not apply; a figure nobody can know is {@link Formats#UNKNOWN}. */
  static final String DOES_NOT_APPLY = "–";

  private GroupWords() {}

  static String lag(Lag lag) {
    return switch (lag) {
      case Lag.Exact(long records) -> Formats.count(records);
      case Lag.AtMost(long records, String _) -> "≤\u00a0" + Formats.count(records);
      case Lag.Unknown _ -> Formats.UNKNOWN;
    };
  }

  /** With all digits. */
  static String exactLag(Lag lag) {
    return switch (lag) {
      case Lag.Exact(long records) -> Formats.exact(records);
      case Lag.AtMost(long records, String _) -> "≤\u00a0" + Formats.exact(records);
      case Lag.Unknown _ -> Formats.UNKNOWN;
    };
  }

  /** What the reader should know about a lag. */
  static Optional<String> note(Lag lag) {
    return switch (lag) {
      case Lag.Exact _ -> Optional.empty();
      case Lag.AtMost(long _, String why) -> Optional.of("At most this many. " + why);
      case Lag.Unknown(String why) -> Optional.of(why);
    };
  }

  static String time(LagTime time) {
    return switch (time) {
      case LagTime.Known(long millis, String _) ->
          millis == 0 ? "0\u00a0s" : Formats.duration(Duration.ofMillis(millis));
      case LagTime.Unknown _ -> Formats.UNKNOWN;
    };
  }

  /** How the time was found, or why it is not known. */
  static Optional<String> note(LagTime time) {
    return switch (time) {
      case LagTime.Known(long _, String method) -> Optional.of("Found by: " + method);
      case LagTime.Unknown(String why) -> Optional.of(why);
    };
  }

  /** An arrow and how fast: "↗ 900 /s" while lag grows. */
  static String trend(OptionalDouble growthPerSecond) {
    if (growthPerSecond.isEmpty()) {
      return Formats.UNKNOWN;
    }
    double growth = growthPerSecond.getAsDouble();
    if (Math.abs(growth) < 1) {
      return "→";
    }
    return (growth > 0 ? "↗ " : "↘ ") + Formats.perSecond(Math.abs(growth));
  }

  /** Time until it has caught up. */
  static String eta(GroupRow row) {
    if (row.status() == LagStatus.CAUGHT_UP) {
      return DOES_NOT_APPLY;
    }
    if (row.eta().isPresent()) {
      return Formats.duration(row.eta().get());
    }
    return row.growthPerSecond().isPresent() ? "never" : Formats.UNKNOWN;
  }

  static String rate(OptionalDouble perSecond) {
    return perSecond.isPresent() ? Formats.perSecond(perSecond.getAsDouble()) : Formats.UNKNOWN;
  }

  static String members(GroupRow row) {
    if (row.kind() == GroupKind.SIMPLE) {
      return DOES_NOT_APPLY;
    }
    return row.members() < 0 ? Formats.UNKNOWN : Integer.toString(row.members());
  }

  static String streams(List<String> streams) {
    return switch (streams.size()) {
      case 0 -> DOES_NOT_APPLY;
      case 1 -> streams.getFirst();
      default -> streams.getFirst() + " +" + (streams.size() - 1);
    };
  }

  /** Only Redis and share groups have entries delivered and not acknowledged. */
  static String pending(OptionalLong pending) {
    return pending.isPresent() ? Formats.exact(pending.getAsLong()) : DOES_NOT_APPLY;
  }

  static String orUnknown(OptionalLong position) {
    return position.isPresent() ? Formats.exact(position.getAsLong()) : Formats.UNKNOWN;
  }

  /** A Redis group's place may be an entry id. */
  static String committed(PartitionLag partition) {
    if (partition.sample().committed().isPresent()) {
      return Formats.exact(partition.sample().committed().getAsLong());
    }
    return partition.sample().committedId().map(Object::toString).orElse("none yet");
  }

  /** How bad a status is by itself, without thresholds. */
  static Severity badge(GroupRow row) {
    Severity byStatus = severity(row.status());
    // A status that is no good must not wear a tick while the group is within its limits.
    return row.severity() == Severity.OK ? byStatus : row.severity();
  }

  static Severity severity(LagStatus status) {
    return switch (status) {
      case CAUGHT_UP, BEHIND -> Severity.OK;
      case FALLING_BEHIND, REWOUND, STOPPED -> Severity.WARNING;
      case STALLED, DATA_LOST -> Severity.CRITICAL;
      case UNKNOWN -> Severity.UNKNOWN;
    };
  }

  /** One line under the name in the details. */
  static String summary(GroupRow row) {
    return row.kind().label()
        + " group on "
        + row.group().connection()
        + " · "
        + row.state().label()
        + " · measured "
        + Formats.duration(Duration.ofMillis(row.ageMillis()))
        + " ago";
  }
}
