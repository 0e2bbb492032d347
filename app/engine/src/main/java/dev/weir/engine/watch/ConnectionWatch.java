package dev.weir.engine.watch;

import dev.weir.engine.publish.Attendance;
import dev.weir.engine.threads.Threads;
import dev.weir.engine.watch.ConnectionHealth.Question;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TimestampType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one broker for everything that is shown all the time: streams, ends, groups, lag, and reads
 * along to meter. Each question has a virtual thread, is asked one at a time, and backs off while
 * it fails; what one cannot get does not hold up the others. Thread-safe.
 */
public final class ConnectionWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);

  private static final Duration LIST_SOON = Duration.ofSeconds(2);
  private static final Duration LIST_STREAMS = Duration.ofSeconds(30);
  private static final Duration LIST_GROUPS = Duration.ofSeconds(20);
  private static final Duration ENDS = Duration.ofSeconds(1);

  /** Alert rules are judged every five seconds: at rest nothing need be newer. */
  private static final Duration AT_REST = Duration.ofSeconds(5);

  private static final Duration SINCE_WHEN = Duration.ofSeconds(2);
  private static final Duration LOOK_FOR_WANTED = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofSeconds(2);

  /** While a connection begins, and there is nothing to ask for yet. */
  private static final Duration SOON = Duration.ofMillis(50);

  private static final int TIMES_SOON = 100;
  private static final Duration NOTHING_TO_ASK = Duration.ofMillis(250);

  private static final Duration BETWEEN_DESCRIPTIONS = Duration.ofMillis(250);
  private static final Duration REDESCRIBE_GROUP = Duration.ofMinutes(1);
  private static final Duration REDESCRIBE_STREAM = Duration.ofMinutes(30);
  private static final Duration REDATE_OLDEST = Duration.ofMinutes(1);

  /** Turns until every stream not asked for at every turn has been asked for. */
  private static final int TURNS = 8;

  private static final int TURNS_AT_REST = 2;

  private static final Duration LAG_OFTEN = Duration.ofSeconds(2);
  private static final Duration LAG_IN_TURN = Duration.ofSeconds(20);

  /** So many times slower while the window is hidden. */
  private static final int UNATTENDED = 5;

  /** Samples whose first unread record is dated in one go. */
  private static final int DATED_AT_ONCE = 200;

  private final String name;
  private final Connector connector;
  private final Findings findings;
  private final InstantSource clock;
  private final ConnectionHealth health;
  private final MeterReader meterReader;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final PollTimes pollTimes;

  private volatile WatchPlan plan = WatchPlan.NOTHING;
  private volatile boolean open = true;

  /** How often somebody has come back: whoever waits at another number asks now. */
  private volatile int comings;

  /** Is told how long each question took, for the console's own metrics. */
  public interface PollTimes {
    void took(String question, long nanos);
  }

  public ConnectionWatch(
      String name,
      Connector connector,
      Findings findings,
      PollTimes pollTimes,
      InstantSource clock) {
    this.name = name;
    this.connector = connector;
    this.findings = findings;
    this.pollTimes = pollTimes;
    this.clock = clock;
    health = new ConnectionHealth(name, report -> findings.report(name, report));
    meterReader = new MeterReader(name, connector, findings, health, clock);
  }

  /** Begins to ask. */
  public void start() {
    health.start();
    run("streams", Question.STREAMS, LIST_SOON, new StreamLister());
    run("ends", Question.ENDS, ENDS, new EndPoller());
    run("groups", Question.GROUPS, LIST_SOON, new GroupLister());
    run("lag", Question.LAG, SINCE_WHEN, new LagPoller());
    run("since", Question.LAG, SINCE_WHEN, new SinceWhenAsker());
    run("details", Question.STREAMS, IDLE, new Describer());
    meterReader.start();
  }

  /** What to ask for from now on; for somebody who comes back, at once. The engine's thread. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  public void plan(WatchPlan next) {
    boolean isBack =
        next.attendance() == Attendance.PRESENT && plan.attendance() != Attendance.PRESENT;
    plan = next;
    meterReader.want(next.metered());
    if (isBack) {
      comings++;
      threads.forEach(LockSupport::unpark);
    }
  }

  /** See {@link MeterReader#timeFrom}. */
  public void timeFrom(Function<StreamRef, Optional<Function<StreamRecord, OptionalLong>>> wanted) {
    meterReader.timeFrom(wanted);
  }

  /** Records metered so far, and when the newest was received. */
  public MeterReader.Progress metered() {
    return meterReader.progress();
  }

  public Connector connector() {
    return connector;
  }

  @Override
  public void close() {
    open = false;
    meterReader.close();
    for (Thread thread : threads) {
      thread.interrupt();
    }
  }

  /** One question: asks once and tells how long to wait until next time. */
  private interface Asking {
    Duration ask();

    /** Whether it asks at once when somebody comes back. */
    default boolean hurries() {
      return true;
    }
  }

  private void run(String what, Question question, Duration retry, Asking asking) {
    var pace = new Pace(new SplittableRandom((name + what).hashCode()));
    threads.add(
        Threads.startVirtual(
            what + "-" + name,
            () -> {
              while (open) {
                int known = comings;
                Duration pause;
                try {
                  pause = pace.after(asking.ask());
                } catch (ConnectorException e) {
                  failed(question, what, e);
                  pause = pace.afterFailure(retry);
                } catch (RuntimeException e) {
                  if (open) {
                    LOG.error("{}: asking for {} failed", name, what, e);
                  }
                  pause = pace.afterFailure(retry);
                }
                sleep(pause, () -> asking.hurries() && comings != known);
              }
            }));
  }

  private void failed(Question question, String what, ConnectorException e) {
    if (!open) {
      return;
    }
    LOG.debug("{}: asking for {} failed", name, what, e);
    // Details are extras: what they miss is shown where they are, not on the connection.
    if (!what.equals("details") && !what.equals("since")) {
      health.failed(question, e.failure(), clock.millis());
    }
  }

  private void answered(Question question, long startNanos) {
    long took = System.nanoTime() - startNanos;
    health.answered(question, took / 1_000_000);
    pollTimes.took(question.name().toLowerCase(java.util.Locale.ROOT), took);
  }

  private void sleep(Duration pause, BooleanSupplier hurried) {
    long until = System.nanoTime() + pause.toNanos();
    long left = pause.toNanos();
    while (open && left > 0 && !hurried.getAsBoolean()) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        open = false;
      }
      left = until - System.nanoTime();
    }
  }

  /** Listings are cheap to miss while nothing changes, and wanted soon while something does. */
  private final class StreamLister implements Asking {
    private Set<StreamInfo> known = Set.of();
    private Duration pause = LIST_SOON;

    @Override
    public Duration ask() {
      long start = System.nanoTime();
      List<StreamInfo> streams = connector.streams();
      findings.streams(name, streams);
      health.counts(streams.size(), -1);
      health.describes(connector.describeBroker(), connector.limits());
      findings.clientMetrics(name, connector.clientMetrics());
      answered(Question.STREAMS, start);
      findings.figures(name, connector.figures());
      Set<StreamInfo> now = Set.copyOf(streams);
      pause = now.equals(known) ? slower(pause, LIST_STREAMS) : LIST_SOON;
      known = now;
      return pause;
    }

    @Override
    public boolean hurries() {
      return false;
    }
  }

  private final class GroupLister implements Asking {
    private Set<GroupRef> known = Set.of();
    private Duration pause = LIST_SOON;

    @Override
    public Duration ask() {
      long start = System.nanoTime();
      List<GroupInfo> groups = connector.groups();
      findings.groups(name, groups);
      health.counts(-1, groups.size());
      answered(Question.GROUPS, start);
      Set<GroupRef> now = new HashSet<>();
      groups.forEach(group -> now.add(group.group()));
      pause = now.equals(known) ? slower(pause, LIST_GROUPS) : LIST_SOON;
      known = now;
      return pause;
    }

    @Override
    public boolean hurries() {
      return false;
    }
  }

  private static Duration slower(Duration pause, Duration slowest) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(slowest) > 0 ? slowest : doubled;
  }

  private final class EndPoller implements Asking {
    private int turn;

    @Override
    public Duration ask() {
      WatchPlan now = plan;
      List<StreamRef> wanted = new ArrayList<>(now.often());
      int turns = now.attendance().rests() ? TURNS_AT_REST : TURNS;
      for (int i = turn % turns; i < now.inTurn().size(); i += turns) {
        wanted.add(now.inTurn().get(i));
      }
      turn++;
      if (wanted.isEmpty()) {
        return turn < TIMES_SOON ? SOON : NOTHING_TO_ASK;
      }
      long start = System.nanoTime();
      findings.ends(name, connector.ends(wanted));
      answered(Question.ENDS, start);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      // Never more than a third of the broker's time, however slow it is.
      Duration rest = took.multipliedBy(2);
      Duration pause = every(now.attendance()).minus(took);
      return pause.compareTo(rest) > 0 ? pause : rest;
    }

    private static Duration every(Attendance attendance) {
      return switch (attendance) {
        case PRESENT -> ENDS;
        case RESTING, ASLEEP -> AT_REST;
        case ABSENT -> ENDS.multipliedBy(UNATTENDED);
      };
    }
  }

  /**
   * Asks for lag: every few seconds for the groups looked at, and in between for the others, a
   * portion at a time, so that neither holds up the other. Never takes more than a third of the
   * broker's time.
   */
  private final class LagPoller implements Asking {
    private List<WatchPlan.Portion> turn = List.of();
    private int timesSoon;
    private int next;
    private long turnBegunNanos = System.nanoTime();
    private OptionalLong oftenAskedNanos = OptionalLong.empty();

    /** The broker's time that the last answer took, twice. */
    private long oftenRestNanos;

    @Override
    public Duration ask() {
      WatchPlan now = plan;
      long start = System.nanoTime();
      boolean isOften = untilOften(now, start) <= 0;
      List<GroupInfo> asked = isOften ? now.groupsOften() : List.of();
      if (!asked.isEmpty()) {
        oftenAskedNanos = OptionalLong.of(start);
        oftenRestNanos = 0;
      }
      if (asked.isEmpty()) {
        asked = fromTurn(now, start);
      }
      if (asked.isEmpty()) {
        return nothingToAsk(now, start);
      }
      timesSoon = TIMES_SOON;
      LagAnswers answers = connector.lag(asked);
      findings.lag(name, asked, answers);
      long took = System.nanoTime() - start;
      if (answers.refused().size() == asked.size()) {
        throwIfAway(answers.refused().values().iterator().next());
      }
      answered(Question.LAG, start);
      if (isOften) {
        oftenRestNanos = 2 * took;
      }
      Duration rest = Duration.ofNanos(2 * took);
      Duration least = Duration.ofMillis(100);
      return rest.compareTo(least) > 0 ? rest : least;
    }

    /** Negative where they are overdue. */
    private long untilOften(WatchPlan now, long nowNanos) {
      Duration every =
          switch (now.attendance()) {
            case PRESENT -> LAG_OFTEN;
            case RESTING, ASLEEP -> AT_REST;
            case ABSENT -> LAG_OFTEN.multipliedBy(UNATTENDED);
          };
      return oftenAskedNanos.isEmpty()
          ? 0
          : oftenAskedNanos.getAsLong() + every.toNanos() + oftenRestNanos - nowNanos;
    }

    /** At rest it wakes when the next question is due; else whenever there may be another plan. */
    private Duration nothingToAsk(WatchPlan now, long nowNanos) {
      if (timesSoon++ < TIMES_SOON) {
        return SOON;
      }
      boolean isAtRest = now.attendance().rests() && !now.groupsOften().isEmpty();
      return isAtRest
          ? Duration.ofNanos(
              Math.clamp(untilOften(now, nowNanos), SOON.toNanos(), AT_REST.toNanos()))
          : NOTHING_TO_ASK;
    }

    /** What the user may not see is told with each group, and is no trouble of the connection. */
    private void throwIfAway(ConnectorFailure failure) {
      if (failure instanceof ConnectorFailure.Unreachable
          || failure instanceof ConnectorFailure.TimedOut) {
        throw new ConnectorException(failure);
      }
    }

    /** The next portion of the turn, or the first of a new one if that is due. */
    private List<GroupInfo> fromTurn(WatchPlan now, long nowNanos) {
      if (next >= turn.size()) {
        int factor = now.attendance() == Attendance.ABSENT ? UNATTENDED : 1;
        boolean isDue =
            turn.isEmpty()
                || nowNanos - turnBegunNanos >= LAG_IN_TURN.multipliedBy(factor).toNanos();
        if (!isDue) {
          return List.of();
        }
        turn = now.groupsInTurn();
        next = 0;
        turnBegunNanos = nowNanos;
      }
      return next < turn.size() ? turn.get(next++).groups() : List.of();
    }
  }

  private final class SinceWhenAsker implements Asking {
    private List<LagSample> last = List.of();

    @Override
    public Duration ask() {
      WatchPlan now = plan;
      List<LagSample> wanted = now.sinceWhen();
      if (wanted.isEmpty() || wanted.equals(last)) {
        return now.attendance() == Attendance.PRESENT ? LOOK_FOR_WANTED : SINCE_WHEN;
      }
      last = wanted;
      long start = System.nanoTime();
      Map<LagSample, Long> answers = Map.of();
      try {
        answers = connector.unreadSinceMillis(mostPressing(wanted, now.lagWarning()));
      } finally {
        findings.unreadSince(name, wanted, answers);
      }
      pollTimes.took("since", System.nanoTime() - start);
      return SINCE_WHEN;
    }

    /** One call tells of all which of them wait for too long; those are dated first. */
    private List<LagSample> mostPressing(List<LagSample> wanted, Duration limit) {
      if (wanted.size() <= DATED_AT_ONCE) {
        return wanted;
      }
      Map<LagSample, Boolean> tooLong = connector.waitsLongerThan(wanted, limit);
      return wanted.stream()
          .sorted(Comparator.comparing(sample -> !tooLong.getOrDefault(sample, false)))
          .limit(DATED_AT_ONCE)
          .toList();
    }
  }

  /** One description at a time, so that thousands of streams cost a trickle. */
  private final class Describer implements Asking {
    private final Map<Object, Long> doneAtMillis = new HashMap<>();

    @Override
    public Duration ask() {
      WatchPlan now = plan;
      for (StreamRef stream : now.oldest()) {
        if (isDue("oldest " + stream, REDATE_OLDEST)) {
          dateOldest(stream);
          return BETWEEN_DESCRIPTIONS;
        }
      }
      for (StreamRef stream : now.describeStreams()) {
        if (isDue(stream, REDESCRIBE_STREAM)) {
          findings.described(name, connector.describe(stream));
          return BETWEEN_DESCRIPTIONS;
        }
      }
      for (GroupRef group : now.describeGroups()) {
        if (isDue(group, REDESCRIBE_GROUP)) {
          findings.described(name, connector.describe(group));
          return BETWEEN_DESCRIPTIONS;
        }
      }
      return IDLE;
    }

    @Override
    public boolean hurries() {
      return false;
    }

    private boolean isDue(Object subject, Duration every) {
      long now = clock.millis();
      Long done = doneAtMillis.get(subject);
      if (done != null && now - done < every.toMillis()) {
        return false;
      }
      doneAtMillis.put(subject, now);
      return true;
    }

    private void dateOldest(StreamRef stream) {
      try (RecordCursor cursor =
          connector.open(
              List.of(stream), new TailFrom.Earliest(), ReadIsolation.READ_UNCOMMITTED)) {
        long oldest = Long.MAX_VALUE;
        for (int tries = 0; tries < 4 && oldest == Long.MAX_VALUE && open; tries++) {
          for (RecordBatch batch : cursor.poll(Duration.ofMillis(500)).batches()) {
            if (batch.timestampType() != TimestampType.NONE) {
              oldest = Math.min(oldest, batch.timestampMillis(0));
            }
          }
        }
        if (oldest != Long.MAX_VALUE) {
          findings.oldest(name, stream, oldest);
        }
      } catch (ConnectorException e) {
        if (!(e.failure() instanceof ConnectorFailure.Missing)) {
          throw e;
        }
      }
    }
  }
}
