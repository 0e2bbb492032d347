package dev.weir.engine.alert;

import dev.weir.engine.alert.AlertRow.Told;
import dev.weir.engine.notify.Channel;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.Notice;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who is told what of an alert, and when. Decides, and keeps nothing; any thread. */
final class Telling {
  /** An alert that came back is told again once it has stayed for so long. */
  private static final long STAYS_MILLIS = 60_000;

  /** The end of one that comes and goes is told once it has stayed away for so long. */
  private static final long STAYS_AWAY_MILLIS = 600_000;

  private Telling() {}

  /** What becomes of an alert at one moment. */
  enum Next {
    /** Nothing is told. */
    NOTHING,

    /** It is known already that it is back. */
    KNOWN,
    FIRING,
    REMINDER,

    /** Its end is told, and then there is nothing more to tell. */
    RESOLVED,

    /** Its end is told to nobody. */
    CLOSE
  }

  /**
   * What is to be told of an alert that neither pends nor was told of at this moment.
   *
   * @param lead whether this program tells
   */
  static Next next(OpenAlert alert, Lead lead, ChannelBook channels, long nowMillis) {
    AlertRow row = alert.row;
    if (row.state() == AlertRow.State.RESOLVED) {
      boolean stays =
          !(row.flapping() || alert.comesBack)
              || nowMillis - alert.sinceMillis >= STAYS_AWAY_MILLIS;
      Next next = nextOfEnd(row, alert.toldByEarlierRun, lead, channels, nowMillis);
      return next == Next.RESOLVED && lead.tells() && !stays ? Next.NOTHING : next;
    }
    if (!row.suppressedBy().isEmpty() || !lead.tells()) {
      return Next.NOTHING;
    }
    if (alert.newsToTell) {
      if (row.told() == Told.FIRING && alert.rejoined) {
        return Next.KNOWN;
      }
      boolean stays = !alert.rejoined || nowMillis - alert.sinceMillis >= STAYS_MILLIS;
      return stays ? Next.FIRING : Next.NOTHING;
    }
    if (row.told() != Told.FIRING) {
      return Next.FIRING;
    }
    boolean isForgotten =
        !channels.repeat().isZero() && nowMillis - row.toldAt() >= channels.repeat().toMillis();
    return row.acknowledgedBy().isEmpty() && (isForgotten || alert.wasHushed)
        ? Next.REMINDER
        : Next.NOTHING;
  }

  /**
   * What becomes of an end. Who was told of the start is told of it: once nobody has silenced it
   * any more, and at once where it only followed from another alert.
   *
   * @param toldByEarlierRun whether the start was told before the program began anew
   */
  static Next nextOfEnd(
      AlertRow row, boolean toldByEarlierRun, Lead lead, ChannelBook channels, long nowMillis) {
    if (!row.suppressedBy().isEmpty() && row.told() != Told.FIRING) {
      return Next.CLOSE;
    }
    if (Suppression.isByPeople(row.suppressedBy())) {
      return Next.NOTHING;
    }
    return lead.tells()
        ? Next.RESOLVED
        : nextOfFollower(row, toldByEarlierRun, lead, channels, nowMillis);
  }

  /**
   * What becomes of an end that another program should tell. That one may have died before it did;
   * whoever follows it tells the end then. Longer ago than that takes, it has told it. But of what
   * this program told before it began anew, and found to be over then, no other may know.
   */
  private static Next nextOfFollower(
      AlertRow row, boolean toldByEarlierRun, Lead lead, ChannelBook channels, long nowMillis) {
    long handoverMillis = lead.handover().plus(channels.groupWait()).toMillis();
    boolean isKnownHereAlone =
        toldByEarlierRun && row.endedAt() - lead.sinceMillis() < handoverMillis;
    if (isKnownHereAlone) {
      return Next.RESOLVED;
    }
    return nowMillis - row.endedAt() >= handoverMillis ? Next.CLOSE : Next.NOTHING;
  }

  static Notice notice(AlertRow row, Notice.Kind kind, long nowMillis) {
    String connection = row.labels().getOrDefault("connection", "");
    return new Notice(
        row.id(),
        "weir/" + row.rule() + "/" + row.series(),
        row.rule() + "/" + connection,
        kind,
        row.rule(),
        row.severity().name().toLowerCase(Locale.ROOT),
        connection,
        row.labels(),
        row.summary(),
        kind == Notice.Kind.RESOLVED ? row.endReason() : row.reason(),
        row.evidence(),
        kind == Notice.Kind.RESOLVED ? List.of() : row.near(),
        Double.isFinite(row.value()) ? String.valueOf(row.value()) : "",
        row.runbook(),
        row.pendingAt(),
        nowMillis);
  }

  /** The names of the channels that are told, by when each is. */
  static Map<Long, List<String>> receivers(ChannelBook channels, Notice notice, long nowMillis) {
    return channels.channels().stream()
        .filter(channel -> channel.wants(notice))
        .collect(
            Collectors.groupingBy(
                channel -> channel.dueMillis(notice, channels.groupWait(), nowMillis),
                Collectors.mapping(Channel::name, Collectors.toList())));
  }

  /** A test of one channel. */
  static Notice test(String channel, long nowMillis) {
    return new Notice(
        0,
        "weir-test",
        "test " + nowMillis,
        Notice.Kind.TEST,
        "test",
        "warning",
        "",
        Map.of(),
        "This is a test of the channel " + channel + ". Nothing is wrong.",
        "",
        "",
        List.of(),
        "",
        "",
        nowMillis,
        nowMillis);
  }

  /** The kind of notice that a next step is; empty where nothing is told. */
  static Optional<Notice.Kind> kind(Next next) {
    return switch (next) {
      case NOTHING, KNOWN, CLOSE -> Optional.empty();
      case FIRING -> Optional.of(Notice.Kind.FIRING);
      case REMINDER -> Optional.of(Notice.Kind.REMINDER);
      case RESOLVED -> Optional.of(Notice.Kind.RESOLVED);
    };
  }
}
