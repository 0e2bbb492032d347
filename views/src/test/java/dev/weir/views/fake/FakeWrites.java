package dev.weir.views.fake;

import dev.weir.engine.publish.Slot;
import dev.weir.engine.write.Consent;
import dev.weir.engine.write.ProduceState;
import dev.weir.engine.write.ResetRun;
import dev.weir.engine.write.WriteDesk;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.GroupRef;
import dev.weir.stream.NewRecord;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Writes that go nowhere: every group stands at 1,000 and is moved to 400. */
public final class FakeWrites implements WriteDesk {
  /** What a connection's owner decided. */
  public WriteGuard guard = WriteGuard.OPEN;

  /** Where the last reset would begin. */
  public Optional<TailFrom> from = Optional.empty();

  /** The reset that was done last. */
  public Optional<OffsetReset> done = Optional.empty();

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
  public Slot<ProduceState> produce(StreamRef stream, NewRecord record, Consent consent) {
    Optional<String> refusal = guard.refusal(stream.connection(), stream.name(), consent);
    if (refusal.isPresent()) {
      return new Slot<>(new ProduceState.Refused(refusal.get()));
    }
    produced.add(record);
    return new Slot<>(new ProduceState.Written(new Position.Offset(2, 77)));
  }
}
