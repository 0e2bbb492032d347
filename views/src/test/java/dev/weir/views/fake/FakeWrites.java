package dev.weir.views.fake;

import dev.weir.engine.publish.Slot;
import dev.weir.engine.write.Consent;
import dev.weir.engine.write.PendingLook;
import dev.weir.engine.write.PendingRun;
import dev.weir.engine.write.PendingTally;
import dev.weir.engine.write.PendingWrite;
import dev.weir.engine.write.ProduceState;
import dev.weir.engine.write.ResetRun;
import dev.weir.engine.write.WriteDesk;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.GroupRef;
import dev.weir.stream.NewRecord;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes that go nowhere: every group stands at 1,000 and is moved to 400. */
public final class FakeWrites implements WriteDesk {
  /** What a connection's owner decided. */
  public WriteGuard guard = WriteGuard.OPEN;

  /** Where the last reset would begin. */
  public Optional<TailFrom> from = Optional.empty();

  /** The reset that was done last. */
  public Optional<OffsetReset> done = Optional.empty();

  /** What was done with pending entries, in order. */
  public final List<PendingAction> acted = new ArrayList<>();

  /** The pending entries it was done with last. */
  public @Nullable PendingList actedOn;

  /** What was produced, in order. */
  public final List<NewRecord> produced = new ArrayList<>();

  @Override
  public WriteGuard guard(String connection) {
    return guard;
  }

  @Override
  public ResetRun previewReset(GroupRef group, StreamRef stream, TailFrom to) {
    from = Optional.of(to);
    var reset =
        new OffsetReset(
            group,
            stream,
            IntStream.range(0, 6)
                .mapToObj(
                    partition ->
                        new OffsetReset.Step(
                            new PartitionRef(stream, partition),
                            Optional.of(new Position.Offset(partition, 1_000)),
                            new Position.Offset(partition, 400),
                            OptionalLong.of(-600)))
                .toList());
    Slot<ResetRun.State> slot = new Slot<>(new ResetRun.State.Previewed(reset, ""));
    return new ResetRun() {
      @Override
      public Slot<State> slot() {
        return slot;
      }

      @Override
      public void confirm(Consent consent) {
        Optional<String> refusal = guard.refusal(group.connection(), group.name(), consent);
        if (refusal.isPresent()) {
          slot.publish(new State.Previewed(reset, refusal.get()), 0);
        } else {
          done = Optional.of(reset);
          slot.publish(new State.Done(reset), 0);
        }
      }
    };
  }

  @Override
  public Slot<PendingLook> lookPending(GroupRef group, StreamRef stream, PendingFilter filter) {
    List<PendingList.Row> rows = new ArrayList<>();
    for (int n = 1; n <= 5; n++) {
      var entry =
          new PendingEntry(
              stream,
              group,
              new Position.EntryId(1_795_271_000_000L + n, 0),
              n < 4 ? "worker-1" : "worker-2",
              Duration.ofMinutes(10L * n),
              3L * n);
      if (filter.matches(entry)) {
        rows.add(new PendingList.Row(entry, n != 5, n == 5 ? "" : "{\"order\":\"" + n + "\"}"));
      }
    }
    return new Slot<>(
        new PendingLook.Listed(new PendingList(group, stream, 1_795_271_400_000L, rows, 5, true)));
  }

  @Override
  public PendingRun previewPending(PendingList entries, PendingAction action) {
    Slot<PendingRun.State> slot =
        new Slot<>(
            action instanceof PendingAction.Claim(String consumer) && !consumer.equals("worker-1")
                ? new PendingRun.State.Refused("Group has no consumer '" + consumer + "'.")
                : new PendingRun.State.Previewed(entries, action, ""));
    return new PendingRun() {
      @Override
      public Slot<State> slot() {
        return slot;
      }

      @Override
      public void confirm(Consent consent) {
        Optional<String> refusal =
            guard.refusal(
                entries.group().connection(), PendingWrite.target(entries, action), consent);
        if (refusal.isPresent()) {
          slot.publish(new State.Previewed(entries, action, refusal.get()), 0);
          return;
        }
        acted.add(action);
        actedOn = entries;
        long gone = entries.rows().stream().filter(row -> !row.kept()).count();
        slot.publish(
            new State.Done(
                new PendingTally(
                    action,
                    entries.rows().size(),
                    entries.rows().size() - gone,
                    Map.of(),
                    0,
                    0,
                    0,
                    gone,
                    0,
                    0,
                    Optional.empty())),
            0);
      }
    };
  }

  @Override
  public Slot<ProduceState> produce(StreamRef stream, NewRecord record, Consent consent) {
    Optional<String> refusal = guard.refusal(stream.connection(), stream.name(), consent);
    if (refusal.isPresent()) {
      return new Slot<>(new ProduceState.Refused(refusal.get()));
    }
    produced.add(record);
    return new Slot<>(new ProduceState.Written(new Position.Offset(2, 77)));
  }
}
