package dev.weir.engine.alert;

import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.finding.Fault;
import dev.weir.engine.lag.LagBoard;
import dev.weir.engine.lag.LagEvent;
import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.NearMarks;
import dev.weir.engine.notify.Brokers;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.ChannelDesk;
import dev.weir.engine.notify.ChannelFile;
import dev.weir.engine.notify.Courier;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.rules.RuleShelf;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.GroupRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alerts of a running engine. Judged on the engine's thread, second by second; files are read on a
 * virtual thread, the disk is written and people are told on threads of their own. What people do
 * comes from any thread.
 */
public final class LiveAlerts implements AlertDesk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveAlerts.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration LONGEST_END = Duration.ofSeconds(5);
  private static final long NEAR_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final int MOST_NEAR = 4;

  private final AlertPlan plan;
  private final SampleSource samples;
  private final LagBoard lags;
  private final Consumer<Runnable> engine;
  private final InstantSource clock;
  private final AlertBoard board;
  private final Courier courier;
  private final SharedLease lease;
  private final Slot<AlertTable> table = new Slot<>(AlertTable.EMPTY);
  private final RuleWorkshop workshop;
  private final ChannelFile channelFile;
  private final DeployMark.Reads reads;
  private List<ConnectionStatus> connections = List.of();
  private List<DeployMark> marks = List.of();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean started;

  /**
   * @param brokers takes what notifications write to brokers
   * @param reads tells which deployments a group's alerts have to do with
   * @param engine runs work on the engine's thread
   */
  public LiveAlerts(
      AlertPlan plan,
      Brokers brokers,
      SampleSource samples,
      LagBoard lags,
      DeployMark.Reads reads,
      Consumer<Runnable> engine,
      InstantSource clock) {
    this.plan = plan;
    this.samples = samples;
    this.lags = lags;
    this.reads = reads;
    this.engine = engine;
    this.clock = clock;
    board = new AlertBoard(plan.store()::write);
    board.nearby(this::near);
    workshop = new RuleWorkshop(plan.rulesFolder(), plan.store(), clock, this::written);
    channelFile = new ChannelFile(plan.channelsFile(), plan.secrets().keychain());
    courier = new Courier(plan.secrets(), brokers, plan.store(), clock);
    lease = new SharedLease(brokers);
  }

  /** Begins to read files, and to judge once they are read. */
  public void start() {
    started = true;
    ChannelBook channels = ChannelBook.of(plan.channelsFile());
    use(channels);
    plan.store().connect(courier::post, delivery -> engine.accept(() -> board.delivered(delivery)));
    var _ =
        plan.store()
            .kept()
            .thenAccept(kept -> engine.accept(() -> board.restore(kept, clock.millis())));
    Threads.startVirtual("alert-files", this::readFiles);
  }

  private void use(ChannelBook channels) {
    courier.channels(channels.channels());
    lease.plan(channels.lease());
    engine.accept(() -> board.channels(channels));
  }

  /** A second since the epoch has ended, and everything about it is known. Engine's thread. */
  public void second(
      long second, long nowMillis, long nowNanos, List<ConnectionStatus> connections, Gate gate) {
    this.connections = connections;
    board.leads(lease.isHeld(), lease.word(), lease.handover(), nowMillis);
    board.second(second, nowMillis, nowNanos, connections, samples);
    board.handOver();
    if (!gate.isHeld()) {
      board.table().ifPresent(now -> gate.publish(table, now, nowMillis));
    }
  }

  /** The engine's thread ends: what was learnt is written down. Engine's thread. */
  public void end() {
    board.end();
    ended.countDown();
  }

  /** All deploy marks from now on, oldest first: alerts that fire name those near them. */
  public void marks(List<DeployMark> all) {
    List<DeployMark> before = marks;
    marks = all;
    board.nearby((row, at) -> near(before, row), (row, at) -> near(all, row));
    board.handOver();
  }

  /** Whether somebody waits to be told, so that brokers should be asked as if one looked. */
  public boolean tells() {
    return board.hasChannels();
  }

  /** What an alert is about, over time. Engine's thread. */
  public Optional<AlertCurve> curve(long alert) {
    return board.curve(alert);
  }

  /** Why alerts are not being kept; empty while all is well. */
  public Optional<Fault> fault() {
    return plan.store().fault();
  }

  private void readFiles() {
    var shelf = new RuleShelf(plan.rulesFolder());
    Object stamp = stampOf(plan.channelsFile());
    while (closed.getCount() > 0) {
      try {
        shelf
            .changed()
            .ifPresent(contents -> engine.accept(() -> board.rules(contents, clock.millis())));
        Object now = stampOf(plan.channelsFile());
        if (!now.equals(stamp)) {
          stamp = now;
          ChannelBook channels = ChannelBook.of(plan.channelsFile());
          use(channels);
        }
        boolean _ = closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.error("Reading rules failed", e);
      }
    }
  }

  /** Changes whenever the file does. */
  private static Object stampOf(Path file) {
    try {
      return List.of(Files.getLastModifiedTime(file), Files.size(file));
    } catch (IOException _) {
      return "none";
    }
  }

  private List<String> near(AlertRow row, long atMillis) {
    List<String> near = new ArrayList<>(near(marks, row));
    near.addAll(eventsNear(row, atMillis));
    return near;
  }

  private List<String> near(List<DeployMark> put, AlertRow row) {
    return NearMarks.sentences(
        put, DeployMark.About.of(row.labels()), reads, row.pendingAt(), row.raisedAt());
  }

  private List<String> eventsNear(AlertRow row, long atMillis) {
    String group = row.labels().getOrDefault("group", "");
    if (group.isEmpty()) {
      return List.of();
    }
    var ref = new GroupRef(row.labels().getOrDefault("connection", ""), group);
    return lags.events(Optional.of(ref)).stream()
        .filter(event -> Math.abs(atMillis - event.atMillis()) <= NEAR_MILLIS)
        .sorted((a, b) -> Long.compare(b.atMillis(), a.atMillis()))
        .limit(MOST_NEAR)
        .map(LagEvent::sentence)
        .toList();
  }

  @Override
  public Slot<AlertTable> table() {
    return table;
  }

  @Override
  public void acknowledge(long alert, String by) {
    engine.accept(() -> board.acknowledge(alert, by, clock.millis()));
  }

  @Override
  public void release(long alert) {
    engine.accept(() -> board.release(alert));
  }

  @Override
  public void noProblem(long alert, String by) {
    engine.accept(() -> board.noProblem(alert, by, clock.millis()));
  }

  @Override
  public void undo(long adjustment, String by) {
    engine.accept(() -> board.undo(adjustment, by, clock.millis()));
  }

  @Override
  public CompletableFuture<List<HistoryLine>> history(long alert) {
    return plan.store().history(alert);
  }

  @Override
  public CompletableFuture<List<AlertRow>> episodes(long fromMillis) {
    return plan.store().episodes(fromMillis);
  }

  @Override
  public CompletableFuture<Coverage> coverage() {
    var answer = new CompletableFuture<Coverage>();
    engine.accept(() -> answer.complete(board.coverage(samples.presence(connections))));
    return answer;
  }

  /** Hands all samples to the store: what is asked of it afterwards knows them. */
  private CompletableFuture<Void> written() {
    var done = new CompletableFuture<Void>();
    engine.accept(
        () -> {
          board.record();
          board.handOver();
          done.complete(null);
        });
    return done;
  }

  @Override
  public RuleDesk rules() {
    return workshop;
  }

  @Override
  public ChannelDesk channels() {
    return channelFile;
  }

  @Override
  public void silence(Map<String, String> where, Duration time, String by, String comment) {
    engine.accept(() -> board.silence(where, time, by, comment, clock.millis()));
  }

  @Override
  public void endSilence(long silence) {
    engine.accept(() -> board.endSilence(silence, clock.millis()));
  }

  @Override
  public void test(String channel) {
    engine.accept(() -> board.test(channel, clock.millis()));
  }

  @Override
  public String rulesFolder() {
    return plan.rulesFolder().toString();
  }

  @Override
  public String channelsFile() {
    return plan.channelsFile().toString();
  }

  @Override
  public void close() {
    closed.countDown();
    if (started) {
      awaitEnd();
    }
    courier.close();
    lease.close();
  }

  private void awaitEnd() {
    try {
      if (!ended.await(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("What rules have learnt in the last minutes was not written down");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
