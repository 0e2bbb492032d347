package dev.weir.engine;

import dev.weir.engine.meter.LatencyFigures;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.streams.StreamView;
import dev.weir.stream.Connector;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamRef;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One stream's details. What was metered of it comes from the engine's thread, which alone
 * publishes.
 */
final class OpenedStream implements StreamView {
  private final StreamRef stream;
  private final Consumer<OpenedStream> onClose;
  private final Slot<State> slot =
      new Slot<>(new State(Optional.empty(), Optional.empty(), Optional.empty()));
  private final Describing<StreamDetail> describing;
  private volatile Describing.Answer<StreamDetail> latest =
      new Describing.Answer<>(Optional.empty(), Optional.empty());

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
            answer -> latest = answer,
            clock);
  }

  void start() {
    describing.start("stream-" + stream.name());
  }

  StreamRef stream() {
    return stream;
  }

  /** The engine's thread tells what was metered. */
  void metered(Optional<LatencyFigures> latency, Gate gate, long nowMillis) {
    Describing.Answer<StreamDetail> now = latest;
    gate.publish(slot, new State(now.detail(), latency, now.fault()), nowMillis);
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
