package dev.weir.engine.health;

import dev.weir.engine.finding.Fault;
import java.util.ArrayList;
import java.util.List;

/** How the console itself does. Confined to the engine's thread. */
public final class HealthBoard {
  private static final int MOST_FAULTS = 100;

  /** Counts over this long make a rate. */
  private static final int RATE_TICKS = 10;

  private final List<Fault> faults = new ArrayList<>();
  private final long[] recordsAt = new long[RATE_TICKS + 1];
  private final long[] millisAt = new long[RATE_TICKS + 1];
  private int ticks;
  private long newestRecordMillis;

  /** Remembers a fault. One that is known already moves to the front. */
  public void fault(Fault fault) {
    faults.removeIf(
        known -> known.source().equals(fault.source()) && known.what().equals(fault.what()));
    faults.addFirst(fault);
    if (faults.size() > MOST_FAULTS) {
      faults.removeLast();
    }
  }

  /** A snapshot holds a record received at {@code millis}. */
  public void recordShown(long millis) {
    newestRecordMillis = Math.max(newestRecordMillis, millis);
  }

  /**
   * Sums up after a tick.
   *
   * @param records metered since start
   */
  public EngineHealth tick(long nowMillis, long records, long skipped, long lateMillis) {
    int place = ticks % recordsAt.length;
    recordsAt[place] = records;
    millisAt[place] = nowMillis;
    int oldest = ticks < RATE_TICKS ? 0 : (ticks + 1) % recordsAt.length;
    ticks++;
    long span = nowMillis - millisAt[oldest];
    // A connection that closes takes its count with it.
    double rate = span <= 0 ? 0 : Math.max(0, (records - recordsAt[oldest]) * 1_000.0 / span);
    Runtime runtime = Runtime.getRuntime();
    return new EngineHealth(
        rate,
        skipped,
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        lateMillis,
        newestRecordMillis,
        faults);
  }
}
