package dev.weir.engine;

import dev.weir.engine.lag.GroupView;
import dev.weir.engine.lag.LagEvent;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.publish.Slot;
import dev.weir.stream.Connector;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PartitionRef;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One group's details. What is known of its partitions comes from the engine's thread, which alone
 * publishes.
 */
final class OpenedGroup implements GroupView {
  private final GroupRef group;
  private final Consumer<OpenedGroup> onClose;
  private final Consumer<PartitionRef> onReadFirst;
  private final Slot<State> slot =
      new Slot<>(new State(Optional.empty(), List.of(), Optional.empty()));
  private final Describing<GroupDetail> describing;
  private volatile Describing.Answer<GroupDetail> latest =
      new Describing.Answer<>(Optional.empty(), Optional.empty());

  OpenedGroup(
      GroupRef group,
      Function<String, Optional<Connector>> connectors,
      Consumer<GroupDetail> onDetail,
      InstantSource clock,
      Consumer<PartitionRef> onReadFirst,
      Consumer<OpenedGroup> onClose) {
    this.group = group;
    this.onReadFirst = onReadFirst;
    this.onClose = onClose;
    describing =
        new Describing<>(
            group.connection(),
            connectors,
            connector -> connector.describe(group),
            answer -> {
              latest = answer;
              if (answer.fault().isEmpty()) {
                answer.detail().ifPresent(onDetail);
              }
            },
            clock);
  }

  void start() {
    describing.start("group-" + group.name());
  }

  GroupRef group() {
    return group;
  }

  /** The engine's thread tells what it knows of the partitions. */
  void partitions(List<PartitionLag> partitions, List<LagEvent> events, Gate gate, long nowMillis) {
    Describing.Answer<GroupDetail> now = latest;
    gate.publish(slot, new State(now.detail(), partitions, events, now.fault()), nowMillis);
  }

  @Override
  public void readFirstUnread(PartitionRef partition) {
    onReadFirst.accept(partition);
  }

  @Override
  public Slot<State> slot() {
    return slot;
  }

  @Override
  public void close() {
    describing.close();
    onClose.accept(this);
  }
}
