package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Body;
import dev.weir.engine.deadletter.change.Changer;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRoles;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingPort;
import dev.weir.stream.PendingSource;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.ReplayRecord;
import dev.weir.stream.ReplayTarget;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at everything that could make a replay fail or harm, with the number of records it is
 * about. Reads every record of the plan as the run will. Only reads; blocks; confined to one
 * thread.
 */
public final class Preflight {
  /** Checks that block and may be meant. */
  public static final List<String> ALLOWABLE =
      List.of("tombstones", "newer-values", "dead-letter-target");

  private static final Duration POLL = Duration.ofMillis(250);

  /** A record's own frame and a batch's, at most, beside its bytes. */
  private static final int FRAME_BYTES = 100;

  private static final int FRAME_BYTES_PER_HEADER = 10;

  /** Reasons to set records aside that are told one by one. */
  private static final int MOST_REASONS = 20;

  /** Records of a compacted target looked at for newer ones of the same keys. */
  private static final long MOST_LOOKED_AT = 200_000;

  private final Plan plan;
  private final ReplayRoute route;
  private final ReplayLedger ledger;
  private final InstantSource clock;
  private final List<Check> checks = new ArrayList<>();

  public Preflight(Plan plan, ReplayRoute route, ReplayLedger ledger, InstantSource clock) {
    this.plan = plan;
    this.route = route;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Checks.
   *
   * @param allowed names of checks that block and are meant
   * @param goOn false ends reading records; the checks made until then are told
   * @throws ConnectorException if the broker goes away
   */
  public List<Check> run(Set<String> allowed, BooleanSupplier goOn) {
    checks.clear();
    boolean same = place();
    history();
    left();
    if (same) {
      after();
      route
          .toPort()
          .hazards(plan.replayJob(route))
          .forEach(hazard -> warn("broker", plan.records().size(), hazard));
      Map<String, ReplayTarget> targets = targets();
      records(targets, goOn);
    }
    return checks.stream()
        .map(
            check ->
                check.level() == Check.Level.BLOCK
                        && check.allowable()
                        && allowed.contains(check.name())
                    ? new Check(
                        check.name(),
                        Check.Level.WARN,
                        check.records(),
                        check.detail() + " It was said to be meant.",
                        true)
                    : check)
        .toList();
  }

  /** Whether a list of checks lets the plan be run. */
  public static boolean passes(List<Check> checks) {
    return checks.stream().noneMatch(check -> check.level() == Check.Level.BLOCK);
  }

  private void pass(String name, long records, String detail) {
    checks.add(new Check(name, Check.Level.PASS, records, detail, false));
  }

  private void warn(String name, long records, String detail) {
    checks.add(new Check(name, Check.Level.WARN, records, detail, false));
  }

  private void block(String name, long records, String detail) {
    checks.add(new Check(name, Check.Level.BLOCK, records, detail, false));
  }

  private void blockUnlessMeant(String name, long records, String detail) {
    checks.add(new Check(name, Check.Level.BLOCK, records, detail, true));
  }

  private boolean place() {
    int all = plan.records().size();
    String cluster = route.fromPort().clusterId();
    if (!cluster.equals(plan.cluster())) {
      block(
          "cluster",
          all,
          "The plan was made on cluster "
              + plan.cluster()
              + ", which was at "
              + plan.from().address()
              + ", and this is "
              + cluster
              + ": run it on that one, or make a new plan here.");
      return false;
    }
    Optional<ReplayTarget> source =
        route.fromPort().replayTarget(route.source(plan.stream().name()));
    if (source.isEmpty()) {
      block("stream", all, plan.stream().name() + " is not there, or may not be seen.");
      return false;
    }
    if (!source.get().identity().equals(plan.streamIdentity())) {
      block(
          "stream",
          all,
          plan.stream().name() + " was deleted and created again since: make a new plan.");
      return false;
    }
    pass("stream", all, plan.stream().name() + " on cluster " + cluster + " is where it was.");
    return destination();
  }

  /** Whether the other server that records go to is the one that was planned. */
  private boolean destination() {
    if (plan.destination().isEmpty()) {
      return true;
    }
    int all = plan.records().size();
    Plan.Destination planned = plan.destination().get();
    String cluster = route.toPort().clusterId();
    if (!cluster.equals(planned.cluster())) {
      block(
          "destination",
          all,
          "The plan is for "
              + planned.cluster()
              + ", which was at "
              + planned.at().address()
              + ", and records would go to "
              + cluster
              + ": make a new plan.");
      return false;
    }
    if (planned.isFile()) {
      if (plan.policy().prefix().isEmpty()) {
        block(
            "destination",
            all,
            "In a file records are known again by their replay headers: plan with a --prefix.");
        return false;
      }
      Optional<String> unusable = LinesFile.problem(Path.of(planned.at().address()), plan);
      if (unusable.isPresent()) {
        block("destination", all, unusable.get());
        return false;
      }
      pass("destination", all, "They are added to " + planned.at().address() + ".");
    } else {
      warn(
          "destination",
          all,
          "They go to "
              + planned.at().address()
              + ". Whether they die again is looked for there, in streams of dead letters by their"
              + " names.");
    }
    return true;
  }

  private void history() {
    Optional<Job> known = ledger.job(plan.job());
    int all = plan.records().size();
    if (known.isPresent() && known.get().state().isOver()) {
      warn(
          "job", all, "Job " + plan.job() + " was run and is " + known.get().state().label() + ".");
      return;
    }
    List<Job> others =
        ledger.unfinished(plan.cluster(), plan.stream().name()).stream()
            .filter(job -> !job.id().equals(plan.job()))
            .toList();
    if (!others.isEmpty()) {
      block(
          "other-job",
          all,
          "Job "
              + others.getFirst().id()
              + " over the same stream is not over: resume or cancel it first.");
    }
    if (known.isPresent()) {
      pass("job", known.get().remaining(), "Job " + plan.job() + " goes on where it stopped.");
      return;
    }
    Duration age = Duration.between(plan.created(), clock.instant());
    if (age.compareTo(Settlement.MARKER_LIFE) > 0) {
      block(
          "plan-age",
          all,
          "The plan is "
              + age.toDays()
              + " days old, and whether it was run on another machine can no longer be told: make a"
              + " new plan.");
    }
    EarlierReplays replays = ledger.earlier(plan);
    long repeated =
        plan.records().stream()
            .filter(
                record ->
                    replays
                        .at(record.position())
                        .filter(earlier -> earlier.attempt() >= record.attempt())
                        .isPresent())
            .count();
    if (repeated > 0) {
      block(
          "already-replayed",
          repeated,
          count(repeated, "was", "were")
              + " brought back since the plan was made: make a new plan.");
    } else {
      pass("already-replayed", all, "None was brought back from this machine before.");
    }
  }

  private void left() {
    plan.leftOut()
        .forEach(
            (reason, number) ->
                warn(
                    reason.label(),
                    number,
                    count(number, "is", "are") + " not in the plan: they " + reason.words() + "."));
    if (plan.records().isEmpty()) {
      block("records", 0, "The plan has no records.");
    }
  }

  private void after() {
    int all = plan.records().size();
    String name = plan.stream().name();
    boolean kept = plan.after() == AfterReplay.KEEP;
    boolean whose = plan.after() == AfterReplay.ACK && plan.pending().isEmpty();
    if (whose
        || (plan.destination().isPresent()
            ? !kept
            : !route.fromPort().afterReplay().contains(plan.after()))) {
      block("after", all, "Dead letters of " + name + " cannot be taken away: plan to keep them.");
      return;
    }
    pass(
        "after",
        all,
        switch (plan.after()) {
          case KEEP -> "Dead letters stay in " + name + ".";
          case DELETE -> "Each dead letter is deleted from " + name + " as it is brought back.";
          case DONE ->
              "Each dead letter is moved to "
                  + AfterReplay.done(plan.stream()).name()
                  + " as it is brought back.";
          case ACK ->
              "Each entry is acknowledged in group "
                  + plan.pending().orElseThrow().group()
                  + " as it is brought back, and stays in "
                  + name
                  + ".";
        });
    plan.pending().ifPresent(this::pending);
  }

  /** Whether the group still has the entries, and has them as they were listed. */
  private void pending(PendingSource source) {
    if (!(route.from() instanceof PendingPort port)) {
      return;
    }
    Set<Position.EntryId> planned = new HashSet<>();
    int next = ledger.job(plan.job()).map(Job::next).orElse(0);
    for (PlannedRecord record : plan.records().subList(next, plan.records().size())) {
      if (record.position() instanceof Position.EntryId id) {
        planned.add(id);
      }
    }
    if (planned.isEmpty()) {
      return;
    }
    PendingList now =
        port.pending(
            new GroupRef(route.from().name(), source.group()),
            route.source(plan.stream().name()),
            PendingFilter.of(planned));
    long since =
        now.rows().stream()
            .filter(row -> row.entry().idle().toMillis() <= now.atMillis() - source.atMillis())
            .count();
    long gone = planned.size() - now.rows().size();
    boolean aside = plan.after() == AfterReplay.ACK;
    if (gone + since == 0) {
      pass(
          "pending",
          planned.size(),
          "Group " + source.group() + " has them pending, as when they were listed.");
      return;
    }
    warn(
        "pending",
        gone + since,
        "Of group "
            + source.group()
            + ", "
            + Stream.of(
                    gone == 0 ? "" : count(gone, "is", "are") + " no longer pending",
                    since == 0
                        ? ""
                        : count(since, "was", "were")
                            + " given to a consumer since the list was made")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" and "))
            + ": "
            + (aside ? "set aside." : "brought back all the same."));
  }

  private Map<String, ReplayTarget> targets() {
    Map<String, Long> counts = new LinkedHashMap<>();
    plan.records().forEach(record -> counts.merge(record.target(), 1L, Long::sum));
    Map<String, ReplayTarget> targets = new HashMap<>();
    if (counts.isEmpty() || route.to().isEmpty()) {
      return targets;
    }
    Connector connector = route.to().get();
    // Who reads what is learnt from the groups' own offsets.
    var unused = connector.lag(connector.groups());
    counts.forEach(
        (name, number) -> {
          if (name.equals(plan.stream().name()) && plan.destination().isEmpty()) {
            block("target", number, name + " is the stream they come from.");
            return;
          }
          Optional<ReplayTarget> found = route.toPort().replayTarget(route.target(name));
          if (found.isEmpty()) {
            block("target", number, name + " is not there, or may not be seen.");
            return;
          }
          ReplayTarget target = found.get();
          targets.put(name, target);
          target(target, number);
        });
    return targets;
  }

  private void target(ReplayTarget target, long number) {
    String name = target.stream().name();
    boolean blocked = true;
    if (target.internal()) {
      block("target", number, name + " is kept by the broker for itself.");
    } else if (target.writable().isPresent() && !target.writable().get()) {
      block("target", number, "This user may not write to " + name + ".");
    } else if (StreamRoles.ofName(name) == StreamRole.DEAD_LETTER) {
      blockUnlessMeant("dead-letter-target", number, name + " is itself a stream of dead letters.");
    } else {
      blocked = false;
    }
    if (!blocked) {
      pass(
          "target",
          number,
          name
              + (target.kind() == StreamKind.REDIS_STREAM
                  ? " is there"
                  : " has "
                      + target.partitions()
                      + (target.partitions() == 1 ? " partition" : " partitions"))
              + (target.writable().isPresent() ? " and may be written to." : "."));
    }
    if (plan.policy().partition() instanceof ReplayPolicy.Partition.Fixed(int fixed)
        && fixed >= target.partitions()) {
      block("partition", number, name + " has no partition " + fixed + ".");
    }
    List<String> groups =
        target.groups().stream().filter(group -> !group.startsWith("weir-replay-")).toList();
    if (groups.size() > 1) {
      warn(
          "groups",
          number,
          groups.size()
              + " groups read "
              + name
              + " and will get them all: "
              + String.join(", ", groups)
              + ".");
    } else if (groups.size() == 1) {
      pass("groups", number, "Only group " + groups.getFirst() + " reads " + name + ".");
    } else {
      warn("groups", number, "No group is known to read " + name + ".");
    }
  }

  /** What only reading each record can tell. */
  private void records(Map<String, ReplayTarget> targets, BooleanSupplier goOn) {
    var tally = new Tally();
    try (var rebuilder = new Rebuilder(plan, route)) {
      // What was under way when the job ended is settled first, and may be gone because it is done.
      int from =
          ledger
              .job(plan.job())
              .map(job -> Math.max(job.next(), ledger.intent(job.id())))
              .orElse(0);
      for (int i = from; i < plan.records().size(); i++) {
        if (i % 100 == 0 && !goOn.getAsBoolean()) {
          warn("payload", i - from, "Only " + count(i - from, "was", "were") + " read.");
          break;
        }
        switch (rebuilder.rebuild(i)) {
          case Rebuilt.SetAside(String why, Optional<Body> unfit) ->
              tally.setAside(unfit.isPresent() ? tally.unfit : tally.gone, why);
          case Rebuilt.Ready(
                  ReplayRecord ready,
                  List<String> _,
                  List<String> _,
                  Optional<Rebuilt.Changed> changed) -> {
            tally.readable++;
            tally.changed += changed.isPresent() ? 1 : 0;
            ReplayTarget target = targets.get(ready.to().name());
            if (target != null) {
              tally.look(ready.to(), ready.record(), target, clock.instant());
            }
          }
        }
      }
    }
    tally.tell(targets);
  }

  /** Counts over records. */
  private final class Tally {
    private final Map<String, Long> gone = new LinkedHashMap<>();
    private final Map<String, Long> unfit = new LinkedHashMap<>();
    private long changed;
    private final Map<String, Map<ByteBuffer, Long>> keys = new HashMap<>();
    private long readable;
    private long tooLarge;
    private long noKey;
    private long deletes;
    private long badTime;
    private long expires;
    private long stamped;

    void setAside(Map<String, Long> reasons, String why) {
      reasons.merge(
          reasons.size() < MOST_REASONS || reasons.containsKey(why) ? why : "Of other reasons.",
          1L,
          Long::sum);
    }

    /** What the plan changes. */
    private void tellChanges() {
      if (plan.policy().change().isNone()
          && plan.records().stream().allMatch(record -> record.edit().isEmpty())) {
        return;
      }
      if (readable == 0 && !unfit.isEmpty()) {
        block("change", 0, "The change fits no record.");
      } else if (changed == 0) {
        warn("change", readable, "The change leaves every record as it is.");
      } else {
        warn(
            "change",
            changed,
            count(changed)
                + (changed == 1
                    ? " is not written as it died: "
                    : " are not written as they died: ")
                + whatChanges()
                + ". The dry run shows them.");
      }
      unfit.forEach(
          (why, number) -> warn("change", number, count(number) + " will be set aside: " + why));
    }

    private String whatChanges() {
      long byHand = plan.records().stream().filter(record -> record.edit().isPresent()).count();
      List<String> parts = new ArrayList<>();
      if (!plan.policy().change().isNone()) {
        parts.add(Changer.words(plan.policy().change()));
      }
      if (byHand > 0) {
        parts.add(count(byHand) + " by hand");
      }
      return String.join("; ", parts);
    }

    void look(StreamRef to, NewRecord record, ReplayTarget target, Instant now) {
      boolean compacted = target.compacted().orElse(false);
      if (target.largestRecordBytes().isPresent()
          && record.bytes() + FRAME_BYTES + (long) FRAME_BYTES_PER_HEADER * record.headers().size()
              > target.largestRecordBytes().getAsLong()) {
        tooLarge++;
      }
      if (compacted && record.key() instanceof Payload.Absent) {
        noKey++;
      }
      if (compacted && record.value() instanceof Payload.Absent) {
        deletes++;
      }
      if (compacted && record.key() instanceof Payload.Bytes(byte[] key, int _)) {
        keys.computeIfAbsent(to.name(), _ -> new HashMap<>())
            .merge(ByteBuffer.wrap(key), born(record), Math::max);
      }
      if (record.timestampMillis().isPresent()) {
        long age = now.toEpochMilli() - record.timestampMillis().getAsLong();
        if (target.brokerStamps().orElse(false)) {
          stamped++;
        } else if (age > target.oldestAcceptedMillis().orElse(Long.MAX_VALUE)
            || -age > target.newestAcceptedMillis().orElse(Long.MAX_VALUE)) {
          badTime++;
        } else if (age > target.retentionMillis().orElse(Long.MAX_VALUE)) {
          expires++;
        }
      }
    }

    private long born(NewRecord record) {
      for (Header header : record.headers()) {
        if (header.name().equals(plan.policy().prefix() + "original-timestamp")
            && header.value() instanceof Payload.Bytes(byte[] bytes, int _)) {
          return Long.parseLong(new String(bytes, java.nio.charset.StandardCharsets.US_ASCII));
        }
      }
      return record.timestampMillis().orElse(0);
    }

    void tell(Map<String, ReplayTarget> targets) {
      if (readable > 0) {
        pass(
            "payload",
            readable,
            count(readable)
                + (readable == 1
                    ? " is there as it was planned."
                    : " are there as they were planned."));
      }
      gone.forEach(
          (why, number) -> warn("payload", number, count(number) + " will be set aside: " + why));
      tellChanges();
      if (tooLarge > 0) {
        warn(
            "size",
            tooLarge,
            count(tooLarge, "is", "are")
                + " larger than the target takes, unless compression helps, and will be set"
                + " aside.");
      } else if (readable > 0) {
        pass("size", readable, "None is larger than its target takes.");
      }
      if (noKey > 0) {
        warn(
            "null-key",
            noKey,
            count(noKey, "has", "have") + " no key, which a compacted target refuses: set aside.");
      }
      if (deletes > 0) {
        blockUnlessMeant(
            "tombstones",
            deletes,
            count(deletes, "has", "have")
                + " no value, which on a compacted target deletes what is there of the key.");
      }
      if (badTime > 0) {
        warn(
            "timestamps",
            badTime,
            count(badTime, "is", "are")
                + " older or newer than the target takes, and will be set aside.");
      }
      if (expires > 0) {
        warn(
            "timestamps",
            expires,
            count(expires, "is", "are")
                + " older than the target keeps records, and may expire at once.");
      }
      if (stamped > 0) {
        warn("timestamps", stamped, "The broker stamps them anew: the topic is set to do so.");
      }
      if (plan.policy().partition() instanceof ReplayPolicy.Partition.Original) {
        long byKey =
            plan.records().stream().filter(record -> record.targetPartition().isEmpty()).count();
        if (byKey > 0) {
          warn(
              "partition",
              byKey,
              count(byKey, "goes", "go")
                  + " by key: the partition it was in is not known, or not there.");
        }
      }
      keys.forEach(
          (name, times) -> {
            ReplayTarget target = targets.get(name);
            if (target != null) {
              route.to().ifPresent(connector -> newer(connector, target, times));
            }
          });
    }
  }

  /** Keys of a compacted target that have a newer record there, which a replay would replace. */
  private void newer(Connector connector, ReplayTarget target, Map<ByteBuffer, Long> times) {
    long from = times.values().stream().mapToLong(Long::longValue).min().orElse(0);
    long looked = 0;
    Set<ByteBuffer> newer = new java.util.HashSet<>();
    boolean complete = true;
    try (RecordCursor cursor =
        connector.open(
            List.of(target.stream()),
            from > 0 ? new TailFrom.Since(Instant.ofEpochMilli(from)) : new TailFrom.Earliest(),
            ReadIsolation.READ_COMMITTED)) {
      while (!cursor.reachedOpeningEnd()) {
        for (RecordBatch batch : cursor.poll(POLL).batches()) {
          for (int i = 0; i < batch.count(); i++) {
            if (batch.record(i, Integer.MAX_VALUE).key()
                instanceof Payload.Bytes(byte[] bytes, int _)) {
              ByteBuffer key = ByteBuffer.wrap(bytes);
              Long time = times.get(key);
              if (time != null && batch.timestampMillis(i) > time) {
                newer.add(key);
              }
            }
          }
          looked += batch.count();
        }
        if (looked > MOST_LOOKED_AT) {
          complete = false;
          break;
        }
      }
    }
    String name = target.stream().name();
    if (!newer.isEmpty()) {
      blockUnlessMeant(
          "newer-values",
          newer.size(),
          String.format(Locale.ROOT, "%,d", newer.size())
              + (newer.size() == 1 ? " key has" : " keys have")
              + " a newer value in "
              + name
              + ", which is compacted: the old one would replace it.");
    } else if (complete) {
      pass("newer-values", times.size(), "No key has a newer value in " + name + ".");
    }
    if (!complete) {
      warn(
          "newer-values",
          times.size(),
          "Only "
              + count(looked)
              + " records of "
              + name
              + " were looked at for newer values of the same keys.");
    }
  }

  /** Names that {@code --allow} takes, of a list of checks. */
  public static String allowable(List<Check> checks) {
    return checks.stream()
        .filter(check -> check.allowable() && check.level() == Check.Level.BLOCK)
        .map(Check::name)
        .collect(Collectors.joining(", "));
  }

  private static String count(long number, String one, String several) {
    return count(number) + " " + (number == 1 ? one : several);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number) + (number == 1 ? " record" : " records");
  }
}
