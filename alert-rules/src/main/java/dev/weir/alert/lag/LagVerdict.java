package dev.weir.alert.lag;

import dev.weir.alert.lag.LagSentence.Piece;
import dev.weir.alert.lag.LagSentence.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a group does on a partition, and what that was concluded from.
 *
 * @param lag records still to read at the newest point
 * @param lost unread records gone at the newest point, 0 where none
 * @param eta time until the lag is gone at the present rates; only while it drains
 * @param sinceProgress time since the group was last seen to move on: at least this long
 * @param completeness 0 to 1: how much of what judging needs the window held; below 1 rates, trend
 *     and end are not known, and the status is UNKNOWN unless a single look tells it
 * @param reason why the status is UNKNOWN, as a sentence; empty otherwise
 */
public record LagVerdict(
    LagStatus status,
    LagTrend trend,
    LagRates rates,
    OptionalLong lag,
    long lost,
    Optional<Duration> eta,
    Duration sinceProgress,
    double completeness,
    String reason) {

  /** The same with another status. */
  LagVerdict withStatus(LagStatus other) {
    return new LagVerdict(other, trend, rates, lag, lost, eta, sinceProgress, completeness, reason);
  }

  /** The same of a group that is known to have stood still for longer than the window holds. */
  public LagVerdict withSinceProgress(Duration longer) {
    return new LagVerdict(status, trend, rates, lag, lost, eta, longer, completeness, reason);
  }

  /**
   * The verdict in words: "billing is 4 min 10 s behind on orders-3, growing 900/s; never drains at
   * this rate".
   *
   * @param group the group's name
   * @param stream the stream's name, with the partition where that matters
   * @param lagTime how long the first unread record has been waiting, where known
   */
  public String sentence(String group, String stream, Optional<Duration> lagTime) {
    return words(group, stream, lagTime).text();
  }

  /** As {@link #sentence}, in pieces. */
  public LagSentence words(String group, String stream, Optional<Duration> lagTime) {
    return words(group, stream, lagTime, Optional.empty());
  }

  /**
   * As {@link #sentence}, in pieces.
   *
   * @param blocker who holds back readers of committed records, where that is known
   */
  public LagSentence words(
      String group, String stream, Optional<Duration> lagTime, Optional<String> blocker) {
    return words(group, stream, lagTime, blocker, Optional.empty());
  }

  /**
   * As {@link #sentence}, in pieces.
   *
   * @param blocker who holds back readers of committed records, where that is known
   * @param deletion when unread records are deleted; told once they have waited for longer than
   *     they have left, and will not be read before
   */
  public LagSentence words(
      String group,
      String stream,
      Optional<Duration> lagTime,
      Optional<String> blocker,
      Optional<DeletionDue> deletion) {
    Words words = state(group, stream, lagTime, blocker);
    boolean isClose =
        deletion.isPresent()
            && lagTime.isPresent()
            && deletion.get().in().compareTo(lagTime.get()) < 0
            && (eta.isEmpty() || deletion.get().in().compareTo(eta.get()) < 0);
    if (isClose && status != LagStatus.CAUGHT_UP && status != LagStatus.DATA_LOST) {
      words
          .add(
              Role.PLAIN,
              status == LagStatus.UNKNOWN ? " Unread records are " : "; unread records are ")
          .add(Role.PROBLEM, "deleted")
          .add(Role.PLAIN, deletion.get().in().isZero() ? " at any moment" : " in ")
          .add(Role.FIGURE, deletion.get().in().isZero() ? "" : duration(deletion.get().in()))
          .add(Role.PLAIN, " by " + deletion.get().by().label());
    }
    return new LagSentence(words.pieces);
  }

  private Words state(
      String group, String stream, Optional<Duration> lagTime, Optional<String> blocker) {
    Words words = new Words();
    words.add(Role.GROUP, group);
    switch (status) {
      case CAUGHT_UP -> words.add(Role.PLAIN, " is caught up on ").add(Role.STREAM, stream);
      case BEHIND, FALLING_BEHIND -> {
        words
            .add(Role.PLAIN, " is ")
            .add(Role.FIGURE, amount(lagTime))
            .add(Role.PLAIN, " behind on ")
            .add(Role.STREAM, stream);
        course(words);
      }
      case REWOUND -> {
        words
            .add(Role.PLAIN, " was ")
            .add(Role.PROBLEM, "set back")
            .add(Role.PLAIN, " on ")
            .add(Role.STREAM, stream)
            .add(Role.PLAIN, " and is ")
            .add(Role.FIGURE, amount(lagTime))
            .add(Role.PLAIN, " behind");
        course(words);
      }
      case BLOCKED ->
          words
              .add(Role.PLAIN, " is ")
              .add(Role.PROBLEM, "blocked")
              .add(Role.PLAIN, " on ")
              .add(Role.STREAM, stream)
              .add(Role.PLAIN, ": ")
              .add(Role.FIGURE, waiting(lagTime))
              .add(Role.PLAIN, lag.orElse(0) == 1 ? " waits" : " wait")
              .add(Role.PLAIN, " for the transaction of ")
              .add(Role.PROBLEM, blocker.orElse("a producer that is not known"))
              .add(Role.PLAIN, ", which has not ended for ")
              .add(Role.FIGURE, duration(sinceProgress))
              .add(Role.PLAIN, " or more");
      case STALLED ->
          words
              .add(Role.PLAIN, " is ")
              .add(Role.PROBLEM, "stalled")
              .add(Role.PLAIN, " on ")
              .add(Role.STREAM, stream)
              .add(Role.PLAIN, ": it has members but has read nothing for ")
              .add(Role.FIGURE, duration(sinceProgress))
              .add(Role.PLAIN, ", with ")
              .add(Role.FIGURE, waiting(lagTime))
              .add(Role.PLAIN, " waiting");
      case STOPPED ->
          words
              .add(Role.PLAIN, " has ")
              .add(Role.PROBLEM, "stopped")
              .add(Role.PLAIN, " on ")
              .add(Role.STREAM, stream)
              .add(Role.PLAIN, ": nobody has read for ")
              .add(Role.FIGURE, duration(sinceProgress))
              .add(Role.PLAIN, ", with ")
              .add(Role.FIGURE, waiting(lagTime))
              .add(Role.PLAIN, " waiting");
      case DATA_LOST -> {
        words.add(Role.PLAIN, " has ").add(Role.PROBLEM, "lost");
        if (lost > 0) {
          words.add(Role.PLAIN, " at least ").add(Role.FIGURE, records(lost));
        } else {
          words.add(Role.PLAIN, " records");
        }
        words
            .add(Role.PLAIN, " on ")
            .add(Role.STREAM, stream)
            .add(Role.PLAIN, ": deleted by retention before it read them");
      }
      case UNKNOWN -> {
        if (lag.orElse(0) > 0) {
          // How far behind it is may be known before it is known how it goes on.
          words
              .add(Role.PLAIN, " is ")
              .add(Role.FIGURE, amount(lagTime))
              .add(Role.PLAIN, " behind on ")
              .add(Role.STREAM, stream)
              .add(Role.PLAIN, ". " + reason);
        } else {
          words
              .add(Role.PLAIN, " on ")
              .add(Role.STREAM, stream)
              .add(Role.PLAIN, ": not known. " + reason);
        }
      }
    }
    return words;
  }

  private void course(Words words) {
    switch (trend) {
      case GROWING -> {
        if (rates.growthPerSecond().isPresent()) {
          words
              .add(Role.PLAIN, ", growing ")
              .add(Role.FIGURE, rate(rates.growthPerSecond().getAsDouble()))
              .add(Role.PLAIN, "; never drains at this rate");
        } else {
          words.add(Role.PLAIN, ", growing");
        }
      }
      case DRAINING -> {
        words.add(Role.PLAIN, ", draining");
        if (rates.growthPerSecond().isPresent()) {
          words.add(Role.PLAIN, " ").add(Role.FIGURE, rate(-rates.growthPerSecond().getAsDouble()));
        }
        eta.ifPresent(
            left ->
                words.add(Role.PLAIN, "; caught up in about ").add(Role.FIGURE, duration(left)));
      }
      case STEADY -> words.add(Role.PLAIN, ", holding steady");
      case UNKNOWN -> {}
    }
  }

  private String amount(Optional<Duration> lagTime) {
    return lagTime
        .filter(time -> time.toMillis() >= 1000)
        .map(LagVerdict::duration)
        .orElseGet(() -> lag.isPresent() ? records(lag.getAsLong()) : "an unknown number");
  }

  private String waiting(Optional<Duration> lagTime) {
    String count = lag.isPresent() ? records(lag.getAsLong()) : "records";
    return lagTime
        .filter(time -> time.toMillis() >= 1000)
        .map(time -> count + ", the oldest for " + duration(time) + ",")
        .orElse(count);
  }

  private static String records(long count) {
    return String.format(Locale.ROOT, "%,d", count) + (count == 1 ? " record" : " records");
  }

  private static String rate(double perSecond) {
    return perSecond >= 10
        ? String.format(Locale.ROOT, "%,.0f/s", perSecond)
        : String.format(Locale.ROOT, "%.1f/s", perSecond);
  }

  /** Two units at most: "4 min 10 s", "2 h", "3 d 4 h". */
  private static String duration(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return big + " " + bigUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  private static final class Words {
    final List<Piece> pieces = new ArrayList<>();

    Words add(Role role, String text) {
      pieces.add(new Piece(role, text));
      return this;
    }
  }
}
