package dev.weir.engine.tail;

import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.publish.Gate;
import dev.weir.stream.Connector;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * All tails that are open. They share the memory for rows and the time of a tick. {@link #open} may
 * be called from any thread, {@link #tick} only from the engine's.
 */
public final class TailBoard {
  /** Of a tick of 100 ms, what all tails together may take. */
  private static final long TICK_SHARE_NANOS = 40_000_000L;

  private final Function<String, Optional<Connector>> connectors;
  private final Consumer<Runnable> engine;
  private final PayloadDecoder decoder;
  private final Gate gate;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final List<LiveTail> tails = new CopyOnWriteArrayList<>();

  /**
   * @param engine runs work on the engine's thread
   */
  public TailBoard(
      Function<String, Optional<Connector>> connectors,
      Consumer<Runnable> engine,
      PayloadDecoder decoder,
      Gate gate,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.connectors = connectors;
    this.engine = engine;
    this.decoder = decoder;
    this.gate = gate;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /**
   * Opens a tail.
   *
   * @param limits for all tails together
   */
  public TailSession open(TailRequest request, TailLimits limits) {
    if (request.streams().isEmpty()) {
      throw new IllegalArgumentException("A tail needs at least one stream.");
    }
    var tail =
        new LiveTail(
            request,
            connectors,
            engine,
            tails::remove,
            decoder,
            share(limits, tails.size() + 1),
            clock,
            nanoClock);
    tails.add(tail);
    return tail;
  }

  /**
   * Takes in what has come and publishes pages.
   *
   * @param limits for all tails together
   * @return when the newest record of any page was received, 0 if there is none
   */
  public long tick(TailLimits limits, long nowMillis) {
    long newest = 0;
    int left = tails.size();
    if (left == 0) {
      return 0;
    }
    TailLimits each = share(limits, left);
    long end = nanoClock.getAsLong() + TICK_SHARE_NANOS;
    for (LiveTail tail : tails) {
      long now = nanoClock.getAsLong();
      tail.tick(each, now + Math.max(1_000_000, (end - now) / left));
      newest = Math.max(newest, tail.publish(gate, nowMillis));
      left = Math.max(1, left - 1);
    }
    return newest;
  }

  /** Whether there is no tail. From any thread. */
  public boolean isIdle() {
    return tails.isEmpty();
  }

  /** Bytes of payload waiting in all inboxes. From any thread. */
  public long inboxBytes() {
    long bytes = 0;
    for (LiveTail tail : tails) {
      bytes += tail.inboxBytes();
    }
    return bytes;
  }

  /** Closes all. */
  public void closeAll() {
    for (LiveTail tail : tails) {
      tail.close();
    }
  }

  private static TailLimits share(TailLimits all, int tails) {
    return new TailLimits(all.rows(), all.bytes() / tails, all.payloadBytes());
  }
}
