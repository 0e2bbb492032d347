package dev.weir.engine.alert;

import dev.weir.engine.alert.AlertRow.Told;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.notify.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells people of alerts, as {@link Telling} decides: who is told, what keeps them from being told,
 * and what became of it. What is told is part of the batch for the disk. Confined to the engine's
 * thread.
 */
final class Teller {
  private final BoardChanges changes;
  private final Suppression suppression = new Suppression();
  private final DeliveryLog deliveries = new DeliveryLog();
  private ChannelBook channels = ChannelBook.EMPTY;
  private Lead lead = Lead.ALONE;

  /** Writes down how an alert stands, with what is told of it. */
  interface Keeper {
    void keep(Followed on, Run run);
  }

  Teller(BoardChanges changes) {
    this.changes = changes;
  }

  /** The silences of an earlier run of the program. */
  void restore(List<Silence> silences, long highest) {
    suppression.restore(silences, highest);
  }

  void channels(ChannelBook book) {
    channels = book;
    changes.show();
  }

  ChannelBook channels() {
    return channels;
  }

  DeliveryLog deliveries() {
    return deliveries;
  }

  Lead lead() {
    return lead;
  }

  List<Silence> silences() {
    return suppression.silences();
  }

  /**
   * Whether this program is the one that tells people.
   *
   * @param word what an operator should know of that, as a sentence; empty if nothing
   * @param handover within which another one that died is followed; zero where there is no other
   */
  void leads(boolean now, String word, Duration handover, long nowMillis) {
    Lead next = lead.now(now, word, handover, nowMillis);
    changes.showIf(!next.equals(lead));
    lead = next;
  }

  void delivered(Delivery delivery) {
    deliveries.add(delivery);
    changes.show();
  }

  void silence(
      Map<String, String> where, Duration time, String by, String comment, long nowMillis) {
    changes.batch().silence(suppression.begin(where, time, by, comment, nowMillis));
    changes.show();
  }

  void endSilence(long id, long nowMillis) {
    suppression
        .end(id, nowMillis)
        .ifPresent(
            silence -> {
              changes.batch().silence(silence);
              changes.show();
            });
  }

  void test(String channel, long nowMillis) {
    changes.batch().notice(Telling.test(channel, nowMillis), List.of(channel), nowMillis);
  }

  /** Tells what is to be told at this moment. */
  void tell(AlertBook book, Keeper keeper, long nowMillis) {
    Instant now = Instant.ofEpochMilli(nowMillis);
    changes.showIf(suppression.expire(nowMillis));
    List<OpenAlert> open = book.open();
    Causes causes = Causes.among(open);
    for (OpenAlert alert : open) {
      AlertRow row = alert.row;
      if (row.state() == AlertRow.State.PENDING) {
        continue;
      }
      String suppressed = suppression.of(row, now, channels.maintenance(), causes);
      if (!suppressed.equals(row.suppressedBy())) {
        alert.wasHushed |= suppressed.isEmpty() && Suppression.isByPeople(row.suppressedBy());
        book.put(alert, new Edit(row).suppressed(suppressed).row());
      }
      Telling.Next next = Telling.next(alert, lead, channels, nowMillis);
      if (next == Telling.Next.KNOWN || next == Telling.Next.FIRING) {
        alert.newsToTell = false;
      }
      Optional<Notice.Kind> kind = Telling.kind(next);
      if (kind.isPresent()) {
        alert.wasHushed = false;
        book.put(alert, told(alert.row, kind.get(), nowMillis));
        keeper.keep(alert.on, alert.run);
      }
      if (next == Telling.Next.CLOSE) {
        book.put(alert, forgotten(alert.row));
      }
      if (next == Telling.Next.RESOLVED || next == Telling.Next.CLOSE) {
        book.close(alert);
      }
    }
    for (AlertRow row : book.owed().rows()) {
      String suppressed = suppression.of(row, now, channels.maintenance(), causes);
      tellOwed(book.owed(), new Edit(row).suppressed(suppressed).row(), nowMillis);
    }
  }

  private void tellOwed(OwedEnds owed, AlertRow row, long nowMillis) {
    switch (Telling.nextOfEnd(row, false, lead, channels, nowMillis)) {
      case RESOLVED -> {
        owed.paid(row);
        changes.batch().alert(told(row, Notice.Kind.RESOLVED, nowMillis));
      }
      case CLOSE -> {
        owed.paid(row);
        changes.batch().alert(forgotten(row));
      }
      case NOTHING, KNOWN, FIRING, REMINDER -> {}
    }
  }

  /** Tells people; what they believe then. */
  private AlertRow told(AlertRow row, Notice.Kind kind, long nowMillis) {
    Notice notice = Telling.notice(row, kind, nowMillis);
    Telling.receivers(channels, notice, nowMillis)
        .forEach((dueMillis, receivers) -> changes.batch().notice(notice, receivers, dueMillis));
    return new Edit(row).told(kind.isFiring() ? Told.FIRING : Told.RESOLVED, nowMillis).row();
  }

  /** Nothing more is told of it, also not after the program began anew. */
  private static AlertRow forgotten(AlertRow row) {
    return new Edit(row).told(Told.NOTHING, row.toldAt()).row();
  }
}
