package dev.weir.engine;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Describes one group every few seconds, on a virtual thread. What is known of its partitions comes
 * from the engine's thread, which alone publishes.
 */
final class OpenedGroup implements GroupView {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final GroupRef group;
  private final Function<String, Optional<Connector>> connectors;
  private final Consumer<GroupDetail> onDetail;
  private final InstantSource clock;
  private final Consumer<OpenedGroup> onClose;
  private final Slot<State> slot =
      new Slot<>(new State(Optional.empty(), List.of(), Optional.empty()));
  private volatile boolean open = true;
  private volatile Optional<GroupDetail> detail = Optional.empty();
  private volatile Optional<Fault> fault = Optional.empty();
  private volatile Optional<Thread> thread = Optional.empty();

  OpenedGroup(
      GroupRef group,
      Function<String, Optional<Connector>> connectors,
      Consumer<GroupDetail> onDetail,
      InstantSource clock,
      Consumer<OpenedGroup> onClose) {
    this.group = group;
    this.connectors = connectors;
    this.onDetail = onDetail;
    this.clock = clock;
    this.onClose = onClose;
  }

  void start() {
    thread = Optional.of(Threads.startVirtual("group-" + group.name(), this::run));
  }

  GroupRef group() {
    return group;
  }

  /** The engine's thread tells what it knows of the partitions. */
  void partitions(List<PartitionLag> partitions, Gate gate, long nowMillis) {
    gate.publish(slot, new State(detail, partitions, fault), nowMillis);
  }

  private void run() {
    while (open) {
      Optional<Connector> connector = connectors.apply(group.connection());
      if (connector.isEmpty()) {
        fault = Optional.of(Faults.notConnected(group.connection(), clock.millis()));
      } else {
        try {
          GroupDetail described = connector.get().describe(group);
          detail = Optional.of(described);
          fault = Optional.empty();
          onDetail.accept(described);
        } catch (ConnectorException e) {
          fault = Optional.of(Faults.of(group.connection(), e.failure(), clock.millis()));
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  @Override
  public Slot<State> slot() {
    return slot;
  }

  @Override
  public void close() {
    open = false;
    thread.ifPresent(Thread::interrupt);
    onClose.accept(this);
  }
}
