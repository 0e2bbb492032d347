package dev.weir.engine.health;

import dev.weir.engine.finding.Fault;
import java.util.List;

/**
 * How the console itself is doing.
 *
 * @param recordsPerSecond records read and metered by all tails
 * @param skipped records passed without reading since start
 * @param tickLateMillis how much later than due the engine's last tick came
 * @param newestRecordMillis epoch milliseconds of receipt of the newest record in any snapshot, for
 *     record age at pixel; 0 before the first
 * @param faults latest faults, newest first, at most 100
 */
public record EngineHealth(
    double recordsPerSecond,
    long skipped,
    long heapUsedBytes,
    long heapMaxBytes,
    long tickLateMillis,
    long newestRecordMillis,
    List<Fault> faults) {
  /** Before the first tick. */
  public static final EngineHealth NONE = new EngineHealth(0, 0, 0, 1, 0, 0, List.of());

  public EngineHealth {
    faults = List.copyOf(faults);
  }
}
