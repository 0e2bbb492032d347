package dev.weir.engine;

import dev.weir.engine.publish.Slot;
import dev.weir.engine.streams.StreamView;
import dev.weir.stream.Connector;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamRef;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One stream's details, published as they are described. */
final class OpenedStream implements StreamView {
  private final StreamRef stream;
  private final Consumer<OpenedStream> onClose;
  private final Slot<State> slot = new Slot<>(new State(Optional.empty(), Optional.empty()));
  private final Describing<StreamDetail> describing;

  OpenedStream(
      StreamRef stream,
      Function<String, Optional<Connector>> connectors,
      InstantSource clock,
      Consumer<OpenedStream> onClose) {
    this.stream = stream;
    this.onClose = onClose;
    describing =
        new Describing<>(
            stream.connection(),
            connectors,
            connector -> connector.describe(stream),
            answer -> slot.publish(new State(answer.detail(), answer.fault()), clock.millis()),
            clock);
  }

  void start() {
    describing.start("stream-" + stream.name());
  }

  StreamRef stream() {
    return stream;
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
