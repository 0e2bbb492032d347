package dev.weir.engine;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.streams.StreamView;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Describes one stream every few seconds, on a virtual thread. */
final class OpenedStream implements StreamView {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final StreamRef stream;
  private final Function<String, Optional<Connector>> connectors;
  private final InstantSource clock;
  private final Consumer<OpenedStream> onClose;
  private final Slot<State> slot = new Slot<>(new State(Optional.empty(), Optional.empty()));
  private volatile boolean open = true;
  private volatile Optional<Thread> thread = Optional.empty();

  OpenedStream(
      StreamRef stream,
      Function<String, Optional<Connector>> connectors,
      InstantSource clock,
      Consumer<OpenedStream> onClose) {
    this.stream = stream;
    this.connectors = connectors;
    this.clock = clock;
    this.onClose = onClose;
  }

  void start() {
    thread = Optional.of(Threads.startVirtual("stream-" + stream.name(), this::run));
  }

  StreamRef stream() {
    return stream;
  }

  private void run() {
    Optional<StreamDetail> detail = Optional.empty();
    while (open) {
      Optional<Fault> fault = Optional.empty();
      Optional<Connector> connector = connectors.apply(stream.connection());
      if (connector.isEmpty()) {
        fault = Optional.of(Faults.notConnected(stream.connection(), clock.millis()));
      } else {
        try {
          detail = Optional.of(connector.get().describe(stream));
        } catch (ConnectorException e) {
          fault = Optional.of(Faults.of(stream.connection(), e.failure(), clock.millis()));
        }
      }
      if (open) {
        slot.publish(new State(detail, fault), clock.millis());
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
