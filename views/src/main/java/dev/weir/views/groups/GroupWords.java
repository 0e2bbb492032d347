package dev.weir.views.groups;

import dev.weir.alert.lag.DeletionDue;
import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.LagTime;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.stream.Blocker;
import dev.weir.stream.GroupKind;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.Position;
import dev.weir.views.kit.Facts.Fact;
import dev.weir.views.kit.Formats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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

  /** The next offset, or the last entry's id, as a column under its partition has it. */
  static String place(Position position) {
    return switch (position) {
      case Position.Offset(int _, long offset) -> Formats.exact(offset);
      case Position.EntryId id -> id.toString();
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
    // While the sum shrinks but some partition does not, no end can be told.
    return row.growthPerSecond().orElse(-1) >= 0 ? "never" : Formats.UNKNOWN;
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
      case BLOCKED, STALLED, DATA_LOST -> Severity.CRITICAL;
      case UNKNOWN -> Severity.UNKNOWN;
    };
  }

  /** When retention deletes the first unread record, if it is not read before. */
  static String deletion(Optional<DeletionDue> due) {
    return due.map(
            it ->
                it.in().isZero()
                    ? "any moment"
                    : Formats.duration(it.in()) + ("size".equals(it.by().label()) ? " (size)" : ""))
        .orElse(DOES_NOT_APPLY);
  }

  /** Where it was not asked for, nothing waits. */
  static String orNothing(OptionalLong records) {
    return records.isPresent() ? Formats.exact(records.getAsLong()) : DOES_NOT_APPLY;
  }

  /** All that is known of one partition and has no column of its own, in lines. */
  static String more(PartitionLag partition) {
    LagSample sample = partition.sample();
    var lines = new ArrayList<String>();
    if (!partition.why().isEmpty()) {
      lines.add(partition.why());
    }
    sample
        .blocker()
        .ifPresent(
            blocker ->
                lines.add(
                    switch (blocker) {
                      case Blocker.Transaction open ->
                          "Blocked by "
                              + open.name().orElse("a producer")
                              + " since offset "
                              + Formats.exact(open.firstOffset())
                              + open.state().map(state -> ", " + state).orElse("")
                              + ".";
                      case Blocker.NotTold(String why) -> why;
                    }));
    if (sample.ahead() > 0) {
      lines.add("The commit lies " + Formats.exact(sample.ahead()) + " beyond the end.");
    }
    if (sample.committed().isEmpty() && sample.held().isPresent()) {
      lines.add("No more than " + Formats.exact(sample.held().getAsLong()) + " can wait.");
    }
    sample
        .pending()
        .ifPresent(
            pending ->
                lines.add(
                    Formats.exact(pending.entries())
                        + " delivered and not acknowledged"
                        + pendingNote(partition).map(note -> ": " + note).orElse("")
                        + "."));
    lines.add(
        "The commit was read "
            + Formats.duration(
                Duration.ofMillis(Math.max(0, sample.atMillis() - sample.committedAtMillis())))
            + " before the end.");
    return String.join("\n", lines);
  }

  private static Optional<String> pendingNote(PartitionLag partition) {
    return partition
        .sample()
        .pending()
        .filter(pending -> pending.entries() > 0)
        .map(
            pending -> {
              var notes = new ArrayList<String>();
              pending.oldestAge().ifPresent(age -> notes.add("oldest " + Formats.duration(age)));
              pending
                  .longestIdle()
                  .ifPresent(idle -> notes.add("untouched for " + Formats.duration(idle)));
              pending
                  .mostDeliveries()
                  .ifPresent(times -> notes.add("delivered up to " + times + " ×"));
              return String.join(", ", notes);
            })
        .filter(note -> !note.isEmpty());
  }

  /**
   * The figures of the details, each with how it was found and how old it is.
   *
   * @param partitions of the group, as far as known
   */
  static List<Fact> facts(GroupRow row, List<PartitionLag> partitions) {
    var facts = new ArrayList<Fact>();
    facts.add(behind(row));
    facts.add(
        new Fact(
            "Lag",
            exactLag(row.lag()),
            trend(row.growthPerSecond()),
            row.lag() instanceof Lag.Unknown ? Severity.UNKNOWN : Severity.OK,
            note(row.lag()).orElse("")));
    facts.add(
        new Fact(
            "Caught up in",
            eta(row),
            row.consumedPerSecond().isPresent()
                ? "reads " + rate(row.consumedPerSecond())
                : "rate unknown"));
    facts.add(
        new Fact(
            "Deleted in",
            row.deletion().isPresent() ? deletion(row.deletion()) : DOES_NOT_APPLY,
            row.deletion().map(due -> "unread, by " + due.by().label()).orElse("nothing unread"),
            isUrgent(row) ? Severity.CRITICAL : Severity.OK,
            "When retention deletes the first unread record at the earliest, unless it is read"
                + " before."));
    blocked(partitions).ifPresent(facts::add);
    facts.add(
        row.lost() > 0
            ? new Fact(
                "Lost",
                Formats.exact(row.lost()),
                "deleted unread",
                Severity.CRITICAL,
                "Retention has deleted these records before the group read them. They are no part"
                    + " of the lag: nobody will ever read them.")
            : new Fact("Lost", "none", ""));
    if (row.pending().isPresent()) {
      facts.add(
          new Fact(
              "Pending",
              pending(row.pending()),
              partitions.stream()
                  .max(Comparator.comparingLong(GroupWords::longestPending))
                  .flatMap(GroupWords::pendingNote)
                  .orElse("not acknowledged"),
              Severity.OK,
              "Delivered and not acknowledged."));
    }
    return facts;
  }

  /** Deleted before it is caught up, and sooner than it has been waiting. */
  private static boolean isUrgent(GroupRow row) {
    if (row.deletion().isEmpty() || !(row.lagTime() instanceof LagTime.Known(long waited, _))) {
      return false;
    }
    Duration in = row.deletion().get().in();
    return in.toMillis() < waited
        && (row.eta().isEmpty() || in.compareTo(row.eta().get()) < 0)
        && row.status() != LagStatus.CAUGHT_UP;
  }

  private static long longestPending(PartitionLag partition) {
    return partition
        .sample()
        .pending()
        .flatMap(LagSample.PendingEntries::longestIdle)
        .map(Duration::toMillis)
        .orElse(-1L);
  }

  /** What transactions hold back that have not ended, and whose they are. */
  private static Optional<Fact> blocked(List<PartitionLag> partitions) {
    long records = 0;
    Optional<String> who = Optional.empty();
    for (PartitionLag partition : partitions) {
      records += partition.sample().blocked().orElse(0);
      who = who.or(() -> partition.sample().blocker().flatMap(Blocker::name));
    }
    return records == 0
        ? Optional.empty()
        : Optional.of(
            new Fact(
                "Blocked",
                Formats.exact(records),
                who.map(name -> "by " + name).orElse("by open transactions"),
                who.isPresent() ? Severity.WARNING : Severity.OK,
                "Readers of committed records have to wait until these transactions end."));
  }

  private static Fact behind(GroupRow row) {
    String age =
        row.ageMillis() < 0
            ? "not measured yet"
            : Formats.duration(Duration.ofMillis(row.ageMillis())) + " ago";
    return switch (row.lagTime()) {
      case LagTime.Known(long _, String method) ->
          new Fact(
              "Behind",
              time(row.lagTime()),
              "by " + method + ", " + age,
              row.severity() == Severity.UNKNOWN ? Severity.OK : row.severity(),
              "How long the first unread record has been waiting, found by: " + method + ".");
      case LagTime.Unknown(String why) ->
          new Fact("Behind", Formats.UNKNOWN, age, Severity.UNKNOWN, why);
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
