package dev.weir.views.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.engine.deadletter.change.Body;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.replay.Approval;
import dev.weir.engine.deadletter.replay.Check;
import dev.weir.engine.deadletter.replay.FourEyes;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.JobState;
import dev.weir.engine.deadletter.replay.LeftOut;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlannedRecord;
import dev.weir.engine.deadletter.replay.Rebuilt;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.Redeaths;
import dev.weir.engine.deadletter.workbench.OpenReplay;
import dev.weir.engine.deadletter.workbench.Pace;
import dev.weir.engine.deadletter.workbench.Rehearsal;
import dev.weir.engine.deadletter.workbench.ReplayDesk;
import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.deadletter.workbench.ReplayRequest;
import dev.weir.engine.deadletter.workbench.ReplayStage;
import dev.weir.engine.deadletter.workbench.ReplayState;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.write.Consent;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.PendingSource;
import dev.weir.stream.Position;
import dev.weir.stream.ReplayRecord;
import dev.weir.stream.StreamRef;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Replays that write nothing: 412 records are planned, and each step is done at once. */
public final class FakeReplays implements ReplayDesk {
  private static final int PLANNED = 412;
  private static final String JOB = "0123456789abcdef";

  private final FakeWrites writes;
  private final Slot<List<ReplayJob>> jobs = new Slot<>(List.of());

  /** What was asked to be planned, in order. */
  public final List<ReplayRequest> asked = new ArrayList<>();

  /** What records were edited to, by index. */
  public final Map<Integer, Edit> edits = new HashMap<>();

  /** What was said to be meant when it was run last. */
  public Set<String> allowed = Set.of();

  /** How fast it was to go, in order. */
  public final List<Pace> paces = new ArrayList<>();

  /** Plans that are looked at. */
  public int open;

  FakeReplays(FakeWrites writes) {
    this.writes = writes;
  }

  @Override
  public Slot<List<ReplayJob>> jobs() {
    return jobs;
  }

  @Override
  public OpenReplay plan(ReplayRequest request) {
    asked.add(request);
    return new Fake(request);
  }

  @Override
  public OpenReplay open(Path file) {
    var fake = new Fake(asked.getLast());
    fake.fourEyes = new FourEyes.Waiting();
    fake.rehearse();
    return fake;
  }

  @Override
  public OpenReplay open(String job) {
    var fake = new Fake(asked.getLast());
    fake.sent = PLANNED;
    fake.tell(ReplayStage.OVER, JobState.COMPLETED, "");
    return fake;
  }

  private final class Fake implements OpenReplay {
    private final ReplayRequest request;
    private final Plan plan;
    private final Slot<ReplayState> slot;
    private Optional<Rehearsal> rehearsal = Optional.empty();
    private FourEyes fourEyes = new FourEyes.NotAsked();
    private Optional<Edit> hand = Optional.empty();
    private int sent;

    Fake(ReplayRequest request) {
      this.request = request;
      open++;
      plan =
          new Plan(
              JOB,
              Instant.ofEpochMilli(FakeConsole.EPOCH),
              new Plan.Source(request.stream().connection(), "kafka", "broker:9092"),
              "tester",
              false,
              Optional.empty(),
              "cluster",
              request.stream(),
              "id",
              Optional.empty(),
              request.policy(),
              request.after(),
              request.pending().map(choice -> new PendingSource(choice.group(), 0)),
              Map.of(),
              request.policy().again() ? Map.of() : Map.of(LeftOut.ALREADY_REPLAYED, 17L),
              "{}",
              IntStream.range(0, PLANNED)
                  .mapToObj(
                      i ->
                          new PlannedRecord(
                              new Position.Offset(1, i),
                              "",
                              Optional.empty(),
                              Optional.of("payments:1:" + i),
                              request.policy().to().orElse("payments"),
                              OptionalInt.empty(),
                              1,
                              Optional.empty(),
                              Optional.empty()))
                  .toList());
      slot = new Slot<>(state(ReplayStage.READY, Optional.empty(), ""));
    }

    private ReplayState state(ReplayStage stage, Optional<Job> job, String sentence) {
      return new ReplayState(
          stage,
          sentence,
          PLANNED,
          Optional.of(plan),
          List.of(
              new Check("target", Check.Level.PASS, PLANNED, "payments has 6 partitions.", false),
              new Check(
                  "groups",
                  Check.Level.WARN,
                  PLANNED,
                  "2 groups read payments and will get them all: audit, billing.",
                  false),
              new Check("tombstones", Check.Level.BLOCK, 3, "3 would delete what is there.", true)),
          rehearsal,
          job,
          job.map(it -> new Redeaths.Found(Map.of(), Map.of("billing", it.sent()))),
          fourEyes,
          IntStream.range(0, sent)
              .mapToObj(
                  i ->
                      new Receipt(
                          i,
                          Receipt.Outcome.SENT,
                          "payments",
                          Optional.of(new Position.Offset(1, 9_000 + i)),
                          Optional.empty()))
              .toList());
    }

    void tell(ReplayStage stage, JobState jobState, String sentence) {
      var job =
          new Job(
              JOB,
              request.stream().name(),
              jobState,
              "",
              "",
              PLANNED,
              sent,
              sent,
              0,
              0,
              0,
              Instant.EPOCH,
              Instant.EPOCH);
      slot.publish(state(stage, Optional.of(job), sentence), FakeConsole.EPOCH);
      jobs.publish(
          List.of(new ReplayJob(job, request.stream().connection(), request.causes())),
          FakeConsole.EPOCH);
    }

    @Override
    public Slot<ReplayState> slot() {
      return slot;
    }

    private Rebuilt sample() {
      var died = new Body(Payload.ABSENT, Payload.of("{\"total\":1}".getBytes(UTF_8)), List.of());
      Body written = hand.map(edit -> edit.of(died)).orElse(died);
      return new Rebuilt.Ready(
          new ReplayRecord(
              0,
              new Position.Offset(1, 0),
              new StreamRef(request.stream().connection(), "payments"),
              new NewRecord(
                  OptionalInt.empty(),
                  OptionalLong.empty(),
                  written.key(),
                  written.value(),
                  List.of(
                      new Header("replay.job", Payload.ABSENT),
                      new Header("replay.key", Payload.ABSENT)))),
          List.of("kafka_dlt-original-topic", "kafka_dlt-exception-fqcn"),
          List.of("replay.job", "replay.key"),
          hand.map(_ -> new Rebuilt.Changed(died, written, "digest")));
    }

    @Override
    public void edit(int index, Edit edit) {
      edits.put(index, edit);
      hand = Optional.of(edit);
      rehearse();
    }

    @Override
    public void rehearse() {
      rehearsal =
          Optional.of(
              new Rehearsal(
                  PLANNED,
                  120_000,
                  hand.isPresent() ? 1 : 0,
                  Map.of(),
                  List.of(new Rehearsal.Sample(0, sample()))));
      slot.publish(state(ReplayStage.READY, Optional.empty(), ""), FakeConsole.EPOCH);
    }

    @Override
    public void save(Path file) {}

    @Override
    public void approve(Set<String> meant) {
      fourEyes =
          new FourEyes.Approved(
              new Approval(JOB, "erin", Instant.ofEpochMilli(FakeConsole.EPOCH), meant));
      rehearse();
    }

    @Override
    public void run(Pace pace, int canary, Set<String> meant, Consent consent) {
      allowed = meant;
      paces.add(pace);
      Optional<String> refusal =
          writes.guard.refusal(request.stream().connection(), "payments", consent);
      if (refusal.isPresent()) {
        slot.publish(state(ReplayStage.READY, Optional.empty(), refusal.get()), 0);
      } else if (canary > 0 && sent == 0) {
        sent = canary;
        tell(ReplayStage.CANARY, JobState.PAUSED, "");
      } else {
        sent = PLANNED;
        tell(ReplayStage.OVER, JobState.COMPLETED, "");
      }
    }

    @Override
    public void pace(Pace pace) {
      paces.add(pace);
    }

    @Override
    public void pause() {}

    @Override
    public void cancel() {
      tell(ReplayStage.OVER, JobState.CANCELLED, "It was cancelled.");
    }

    @Override
    public void close() {
      open--;
    }
  }
}
