package dev.weir.app.command;

import dev.weir.app.broker.StreamNames;
import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.report.OpeningEnds;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import dev.weir.stream.TailPoll;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads streams until their end as it stood, for a time, or until Ctrl-C. A broker that goes away
 * while being read is waited for. Confined to one thread.
 */
final class Reading {
  private static final Duration LONGEST_POLL = Duration.ofMillis(500);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  /** How long a reading with an end waits for a broker that went away. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final Interrupts interrupts;
  private final Connector connector;
  private final List<StreamRef> streams;
  private final String where;

  /**
   * What to read.
   *
   * @param where the broker, in the user's own words
   */
  Reading(Reach reach, Connector connector, List<String> names, String where) {
    this.terminal = reach.terminal();
    this.interrupts = reach.interrupts();
    this.connector = connector;
    this.streams =
        names.stream().distinct().map(name -> new StreamRef(connector.name(), name)).toList();
    this.where = where;
  }

  List<StreamRef> streams() {
    return streams;
  }

  /** Who is told of what was read. Confined to the reading's thread. */
  interface Sink {
    /**
     * Takes records.
     *
     * @return whether it wants more
     */
    boolean take(RecordBatch batch);

    void passed(TailGap gap);

    /** The broker has answered, and has nothing more for now. Asked a few times a second. */
    default void caughtUp() {}

    /** A poll brought nothing, or all that it brought was taken. */
    void pollDone();
  }

  /** Where a reading ends, if no time is given. */
  enum Until {
    TOLD,
    /** The end as it stands just before reading begins. */
    END,
    /** As END, with what arrived while the newest records were looked for. */
    NEWEST
  }

  /**
   * Reads.
   *
   * @param time null without limit
   * @return nanoseconds from the first poll to the last
   */
  long read(TailFrom from, Until until, @Nullable Duration time, Sink sink) {
    var open = new AtomicReference<@Nullable RecordCursor>();
    try (var interrupt =
        interrupts.open(
            () -> {
              RecordCursor cursor = open.get();
              if (cursor != null) {
                cursor.wakeup();
              }
            })) {
      OpeningEnds ends = until == Until.END ? openingEnds() : null;
      try (RecordCursor cursor = open(from)) {
        open.set(cursor);
        return new Loop(cursor, until, ends, time, sink, interrupt).run();
      }
    }
  }

  private OpeningEnds openingEnds() {
    try {
      return new OpeningEnds(connector, streams);
    } catch (ConnectorException e) {
      throw explained(e);
    }
  }

  private RecordCursor open(TailFrom from) {
    try {
      return connector.open(streams, from, ReadIsolation.READ_UNCOMMITTED);
    } catch (ConnectorException e) {
      throw explained(e);
    }
  }

  private RuntimeException explained(ConnectorException e) {
    return StreamNames.explained(
        e, streams.stream().map(StreamRef::name).toList(), connector, where);
  }

  private final class Loop {
    private final RecordCursor cursor;
    private final Until until;
    private final @Nullable OpeningEnds ends;
    private final @Nullable Duration time;
    private final Sink sink;
    private final Interrupt interrupt;
    private final long beganNanos = System.nanoTime();
    private long answeredNanos = beganNanos;
    private long askedNanos = beganNanos;
    private boolean answered;
    private boolean toldAway;

    Loop(
        RecordCursor cursor,
        Until until,
        @Nullable OpeningEnds ends,
        @Nullable Duration time,
        Sink sink,
        Interrupt interrupt) {
      this.cursor = cursor;
      this.until = until;
      this.ends = ends;
      this.time = time;
      this.sink = sink;
      this.interrupt = interrupt;
    }

    long run() {
      boolean wanted = true;
      while (wanted && !interrupt.isRequested()) {
        Duration left = left();
        if (left.isZero() || (until != Until.TOLD && cursor.reachedOpeningEnd())) {
          break;
        }
        TailPoll poll = poll(left.compareTo(LONGEST_POLL) < 0 ? left : LONGEST_POLL);
        for (TailGap gap : poll.gaps()) {
          sink.passed(gap);
        }
        for (RecordBatch batch : poll.batches()) {
          wanted = wanted && offer(batch);
        }
        tellIfCaughtUp();
        sink.pollDone();
      }
      return System.nanoTime() - beganNanos;
    }

    private void tellIfCaughtUp() {
      long now = System.nanoTime();
      if (until == Until.TOLD
          && answered
          && !toldAway
          && now - askedNanos >= LONGEST_POLL.toNanos() / 2) {
        askedNanos = now;
        if (cursor.behind() == 0) {
          sink.caughtUp();
        }
      }
    }

    private boolean offer(RecordBatch batch) {
      if (ends == null) {
        return sink.take(batch);
      }
      int count = ends.countBefore(batch);
      return count == 0 || sink.take(OpeningEnds.first(count, batch));
    }

    private TailPoll poll(Duration atMost) {
      try {
        TailPoll poll = cursor.poll(atMost);
        answeredNanos = System.nanoTime();
        answered = true;
        if (toldAway) {
          toldAway = false;
          terminal.diagnose("weir: " + where + " answers again.");
        }
        return poll;
      } catch (ConnectorException e) {
        if (!isAway(e) || !answered || isHopeless()) {
          throw explained(e);
        }
        if (!toldAway) {
          toldAway = true;
          terminal.diagnose("weir: " + e.failure().what() + " Trying again.");
        }
        interrupt.await(BETWEEN_TRIES);
        return TailPoll.EMPTY;
      }
    }

    private boolean isHopeless() {
      return until != Until.TOLD && System.nanoTime() - answeredNanos > PATIENCE.toNanos();
    }

    private Duration left() {
      if (time == null) {
        return LONGEST_POLL;
      }
      Duration left = time.minusNanos(System.nanoTime() - beganNanos);
      return left.isNegative() ? Duration.ZERO : left;
    }
  }

  private static boolean isAway(ConnectorException e) {
    return switch (e.failure()) {
      case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> true;
      case ConnectorFailure.Unauthorized _,
          ConnectorFailure.Missing _,
          ConnectorFailure.Rejected _ ->
          false;
    };
  }
}
