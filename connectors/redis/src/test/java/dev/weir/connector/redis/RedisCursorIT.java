package dev.weir.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.sample.broker.RedisServer;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import dev.weir.stream.TailPoll;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.XTrimParams;

@ParameterizedClass(name = "{0}")
@EnumSource
class RedisCursorIT {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final TestServers which;

  private RedisServer server;
  private Jedis redis;
  private Connector connector;
  private final List<String> read = new ArrayList<>();
  private final List<TailGap> gaps = new ArrayList<>();
  private final List<ConnectorFailure> failures = new ArrayList<>();

  RedisCursorIT(TestServers which) {
    this.which = which;
  }

  @BeforeEach
  void open() {
    server = which.server();
    redis = TestServers.client(server);
    redis.flushAll();
    connector = TestServers.connector(server);
  }

  @AfterEach
  void close() {
    if (connector != null) {
      connector.close();
      redis.close();
    }
  }

  private void add(String stream, int from, int to) {
    for (int i = from; i <= to; i++) {
      redis.xadd(stream, Map.of("n", Integer.toString(i)), XAddParams.xAddParams().id(i + "-0"));
    }
  }

  private RecordCursor cursor(TailFrom from, String... streams) {
    List<StreamRef> refs = new ArrayList<>();
    for (String stream : streams) {
      refs.add(new StreamRef("test", stream));
    }
    return connector.open(refs, from, ReadIsolation.READ_UNCOMMITTED);
  }

  private void take(TailPoll poll) {
    for (RecordBatch batch : poll.batches()) {
      for (int i = 0; i < batch.count(); i++) {
        read.add(batch.stream().name() + ":" + ((EntryId) batch.position(i)).millis());
      }
    }
    gaps.addAll(poll.gaps());
  }

  /** Polls, going on after failures, until {@code done} or patience ends. */
  private void pollUntil(RecordCursor cursor, BooleanSupplier done) {
    long start = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError(
            "not reached; read "
                + read.size()
                + ": "
                + read.stream().limit(20).toList()
                + ", gaps "
                + gaps
                + ", failures "
                + failures);
      }
      try {
        take(cursor.poll(SHORT));
      } catch (ConnectorException failed) {
        failures.add(failed.failure());
      }
    }
  }

  private static List<String> names(String stream, int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> stream + ":" + i).toList();
  }

  @Test
  void readsEverythingOnceInOrderToTheEndItHadWhenOpened() {
    redis.eval("for i = 1, 5000 do redis.call('xadd', 's', i .. '-0', 'n', i) end");
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "s")) {
      assertThat(cursor.reachedOpeningEnd()).isFalse();
      pollUntil(cursor, cursor::reachedOpeningEnd);
      assertThat(read).isEqualTo(names("s", 1, 5000));
      add("s", 5001, 5001);
      pollUntil(cursor, () -> read.size() == 5001);
      assertThat(read.getLast()).isEqualTo("s:5001");
      assertThat(cursor.behind()).isZero();
    }
    assertThat(gaps).isEmpty();
    assertThat(failures).isEmpty();
  }

  @Test
  void oneReplyStaysWithinItsBound() {
    redis.eval(
        "local v = string.rep('x', 1000000) "
            + "for i = 1, 40 do redis.call('xadd', 's', i .. '-0', 'n', v) end");
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "s")) {
      List<Long> sizes = new ArrayList<>();
      while (!cursor.reachedOpeningEnd()) {
        TailPoll poll = cursor.poll(Duration.ofSeconds(10));
        take(poll);
        poll.batches().forEach(batch -> sizes.add(batch.bytes()));
      }
      assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(9_000_000));
    }
    assertThat(read).isEqualTo(names("s", 1, 40));
  }

  @Test
  void startsWhereAsked() {
    add("s", 1, 10);
    redis.xgroupCreate("s", "g", new StreamEntryID("0-0"), false);
    redis.xreadGroup(
        "g",
        "c",
        XReadGroupParams.xReadGroupParams().count(4),
        Map.of("s", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    assertThat(allFrom(new TailFrom.Newest(3))).isEqualTo(names("s", 8, 10));
    assertThat(allFrom(new TailFrom.Newest(99))).isEqualTo(names("s", 1, 10));
    assertThat(allFrom(new TailFrom.Newest(0))).isEmpty();
    assertThat(allFrom(new TailFrom.AtOffset(7))).isEqualTo(names("s", 7, 10));
    assertThat(allFrom(new TailFrom.At(new EntryId(9, 0)))).isEqualTo(names("s", 9, 10));
    assertThat(allFrom(new TailFrom.Since(Instant.ofEpochMilli(6)))).isEqualTo(names("s", 6, 10));
    assertThat(allFrom(new TailFrom.Committed("g"))).isEqualTo(names("s", 5, 10));
    assertThat(allFrom(new TailFrom.Latest())).isEmpty();
    assertThat(gaps).isEmpty();
  }

  private List<String> allFrom(TailFrom from) {
    read.clear();
    try (RecordCursor cursor = cursor(from, "s")) {
      pollUntil(cursor, cursor::reachedOpeningEnd);
    }
    return List.copyOf(read);
  }

  @Test
  void latestMissesNothingThatComesBetweenOpeningAndPolling() {
    add("s", 1, 10);
    try (RecordCursor cursor = cursor(new TailFrom.Latest(), "s")) {
      add("s", 11, 13);
      pollUntil(cursor, () -> read.size() >= 3);
      assertThat(read).isEqualTo(names("s", 11, 13));
    }
  }

  @Test
  void readsSeveralStreamsWithOneCursor() {
    add("a", 1, 3);
    add("b", 1, 2);
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "a", "b")) {
      pollUntil(cursor, () -> read.size() >= 5);
      assertThat(read).containsExactlyInAnyOrder("a:1", "a:2", "a:3", "b:1", "b:2");
      add("b", 3, 3);
      pollUntil(cursor, () -> read.size() >= 6);
      assertThat(read.getLast()).isEqualTo("b:3");
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    add("s", 1, 1);
    redis.set("text", "x");
    assertThatThrownBy(() -> cursor(new TailFrom.Latest(), "s", "absent"))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            thrown -> assertThat(thrown.failure()).isInstanceOf(ConnectorFailure.Missing.class))
        .hasMessageContaining("'absent'");
    assertThatThrownBy(() -> cursor(new TailFrom.Latest(), "text"))
        .hasMessageContaining("'text'", "is not a stream");
    assertThatThrownBy(() -> cursor(new TailFrom.Committed("nobody"), "s"))
        .hasMessageContaining("no group 'nobody'");
  }

  @Test
  void survivesItsConnectionBeingKilledWhileItWaitsLosingAndRepeatingNothing() throws Exception {
    add("s", 1, 1);
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "s")) {
      pollUntil(cursor, () -> read.size() == 1);
      for (int round = 1; round <= 5; round++) {
        CompletableFuture<Void> waiting =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    take(cursor.poll(Duration.ofSeconds(20)));
                  } catch (ConnectorException killed) {
                    failures.add(killed.failure());
                  }
                });
        int next = round + 1;
        awaitBlockedClient();
        redis.clientKill(
            ClientKillParams.clientKillParams()
                .type(ClientType.NORMAL)
                .skipMe(ClientKillParams.SkipMe.YES));
        add("s", next, next);
        waiting.get(30, TimeUnit.SECONDS);
        pollUntil(cursor, () -> read.size() >= next);
      }
      assertThat(read).isEqualTo(names("s", 1, 6));
      assertThat(failures)
          .isNotEmpty()
          .allSatisfy(
              failure -> assertThat(failure).isInstanceOf(ConnectorFailure.Unreachable.class));
      assertThat(gaps).isEmpty();
    }
  }

  private void awaitBlockedClient() {
    org.awaitility.Awaitility.await("a client waits in XREAD")
        .atMost(Duration.ofSeconds(20))
        .until(() -> redis.info("clients").contains("blocked_clients:1"));
  }

  @Test
  void survivesARestartOfTheServer() {
    RedisServer.Builder builder =
        RedisServer.builder().arguments("--appendonly", "yes", "--appendfsync", "always");
    if (which == TestServers.BUNDLED) {
      builder.bundled();
    }
    try (RedisServer own = builder.start();
        Connector toOwn = TestServers.connector(own)) {
      try (Jedis client = TestServers.client(own)) {
        redis.close();
        redis = client;
        add("s", 1, 3);
        try (RecordCursor cursor =
            toOwn.open(
                List.of(new StreamRef("test", "s")),
                new TailFrom.Earliest(),
                ReadIsolation.READ_UNCOMMITTED)) {
          pollUntil(cursor, () -> read.size() == 3);
          own.kill();
          pollUntil(cursor, () -> !failures.isEmpty());
          assertThat(failures.getFirst()).isInstanceOf(ConnectorFailure.Unreachable.class);
          own.restart();
          try (Jedis again = TestServers.client(own)) {
            redis = again;
            org.awaitility.Awaitility.await("the append-only file is loaded")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> again.xlen("s") == 3);
            add("s", 4, 5);
            pollUntil(cursor, () -> read.size() >= 5);
          }
          assertThat(read).isEqualTo(names("s", 1, 5));
          assertThat(toOwn.streams()).as("the catalogue reconnects too").hasSize(1);
        }
      }
      redis = TestServers.client(server);
    }
  }

  @Test
  void whatWasTrimmedWhileBehindIsAGap() {
    redis.eval("for i = 1, 3000 do redis.call('xadd', 's', i .. '-0', 'n', i) end");
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "s")) {
      pollUntil(cursor, () -> read.size() >= 1000);
      assertThat(read).hasSize(1000);
      assertThat(cursor.behind()).isEqualTo(which == TestServers.MODERN ? 2000 : -1);
      redis.xtrim("s", XTrimParams.xTrimParams().exactTrimming().maxLen(500));
      redis.eval("for i = 3001, 3010 do redis.call('xadd', 's', i .. '-0', 'n', i) end");
      pollUntil(cursor, () -> read.getLast().equals("s:3010") && !gapsMissing());
      assertThat(read).hasSize(1510).endsWith("s:3010").contains("s:2501");
      if (which == TestServers.MODERN) {
        assertThat(gaps.stream().mapToLong(TailGap::records).sum()).isEqualTo(1500);
        assertThat(gaps).allSatisfy(gap -> assertThat(gap.reason()).contains("trimmed"));
      }
    }
  }

  /** Redis 6.2 may not know that something is missing. */
  private boolean gapsMissing() {
    return which == TestServers.MODERN && gaps.isEmpty();
  }

  @Test
  void entriesDeletedAheadOfTheReaderAreAGap() {
    assumeThat(which).as("needs entries-added of Redis 7.0").isEqualTo(TestServers.MODERN);
    redis.eval("for i = 1, 1500 do redis.call('xadd', 's', i .. '-0', 'n', i) end");
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "s")) {
      pollUntil(cursor, () -> read.size() >= 1000);
      redis.xdel("s", new StreamEntryID("1200-0"), new StreamEntryID("1201-0"));
      pollUntil(cursor, () -> !gaps.isEmpty());
      assertThat(read).hasSize(1498);
      assertThat(gaps).singleElement().extracting(TailGap::records).isEqualTo(2L);
      assertThat(cursor.behind()).isZero();
    }
  }

  @Test
  void skippingToTheEndCountsWhatWasPassed() {
    redis.eval("for i = 1, 3000 do redis.call('xadd', 's', i .. '-0', 'n', i) end");
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "s")) {
      pollUntil(cursor, () -> read.size() >= 1000);
      cursor.skipToEnd();
      pollUntil(cursor, () -> !gaps.isEmpty());
      assertThat(gaps)
          .singleElement()
          .extracting(TailGap::records)
          .isEqualTo(which == TestServers.MODERN ? 2000L : -1L);
      add("s", 3001, 3001);
      pollUntil(cursor, () -> read.size() > 1000);
      assertThat(read.getLast()).isEqualTo("s:3001");
      assertThat(read).hasSize(1001);
    }
  }

  @Test
  void aStreamDeletedOrReplacedIsToldOnceAndTheOthersGoOn() {
    add("a", 1, 1);
    add("b", 1, 1);
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "a", "b")) {
      pollUntil(cursor, () -> read.size() == 2);
      redis.del("a");
      pollUntil(cursor, () -> !failures.isEmpty());
      assertThat(failures.getFirst()).isInstanceOf(ConnectorFailure.Missing.class);
      assertThat(failures.getFirst().what()).contains("'a'");
      add("b", 2, 2);
      pollUntil(cursor, () -> read.contains("b:2"));
      redis.set("a", "a text now");
      pollUntil(cursor, () -> failures.size() > 1);
      assertThat(failures.get(1).what()).contains("'a'", "not a stream");
      add("b", 3, 3);
      pollUntil(cursor, () -> read.contains("b:3"));
      redis.del("a");
      add("a", 5, 6);
      pollUntil(cursor, () -> read.contains("a:6"));
      assertThat(read).containsOnlyOnce("a:5", "b:2", "b:3");
    }
  }

  @Test
  void aStreamMadeAnewWithSmallerIdsIsReadFromItsStart() {
    add("s", 100, 105);
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "s")) {
      pollUntil(cursor, () -> read.size() == 6);
      redis.del("s");
      add("s", 1, 2);
      pollUntil(cursor, () -> read.size() >= 8);
      assertThat(read.subList(6, 8)).isEqualTo(names("s", 1, 2));
      assertThat(gaps).isNotEmpty().allSatisfy(gap -> assertThat(gap.reason()).contains("anew"));
    }
  }

  @Test
  void aStreamMoreOrLessCostsTheOthersNothing() {
    add("running", 1, 5);
    add("late", 1, 3);
    try (RecordCursor cursor = cursor(new TailFrom.Earliest(), "running")) {
      pollUntil(cursor, () -> read.size() == 5);
      add("running", 6, 8);
      var both =
          List.of(
              new StreamRef("test", "running"),
              new StreamRef("test", "late"),
              new StreamRef("test", "never"));
      assertThat(cursor.follow(both, new TailFrom.Latest()))
          .as("what is not there")
          .containsExactly(new StreamRef("test", "never"));
      add("late", 4, 4);
      add("running", 9, 9);
      pollUntil(cursor, () -> read.size() == 10);
      assertThat(read)
          .filteredOn(entry -> entry.startsWith("running"))
          .isEqualTo(names("running", 1, 9));
      assertThat(read).filteredOn(entry -> entry.startsWith("late")).containsExactly("late:4");
      assertThat(cursor.follow(both.subList(0, 1), new TailFrom.Latest())).isEmpty();
      add("late", 5, 5);
      add("running", 10, 10);
      pollUntil(cursor, () -> read.size() == 11);
      assertThat(read.getLast()).isEqualTo("running:10");
      assertThat(gaps).isEmpty();
    }
  }

  @Test
  void aWaitingPollReturnsWhenWokenAndWhenClosed() throws Exception {
    add("s", 1, 1);
    RecordCursor cursor = cursor(new TailFrom.Latest(), "s");
    CompletableFuture<TailPoll> woken =
        CompletableFuture.supplyAsync(() -> cursor.poll(Duration.ofMinutes(5)));
    awaitBlockedClient();
    cursor.wakeup();
    assertThat(woken.get(20, TimeUnit.SECONDS)).isEqualTo(TailPoll.EMPTY);
    add("s", 2, 2);
    pollUntil(cursor, () -> read.size() == 1);
    assertThat(failures).as("waking is no failure").isEmpty();
    CompletableFuture<TailPoll> closed =
        CompletableFuture.supplyAsync(() -> cursor.poll(Duration.ofMinutes(5)));
    awaitBlockedClient();
    cursor.close();
    assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(TailPoll.EMPTY);
    org.awaitility.Awaitility.await("its connection is gone")
        .atMost(Duration.ofSeconds(20))
        .until(() -> redis.info("clients").contains("blocked_clients:0"));
  }
}
