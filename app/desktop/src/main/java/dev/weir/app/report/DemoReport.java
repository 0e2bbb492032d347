package dev.weir.app.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What {@code weir demo --report} writes: the engine's final state, and how the window kept up.
 *
 * @param latency of all streams but retries and dead letters, since the demo had warmed up
 */
public record DemoReport(
    double seconds,
    List<ConnectionLine> connections,
    List<StreamLine> streams,
    List<LagLine> groups,
    StatsLine.Latency latency,
    List<DeadLetterLine> deadLetters,
    Alerts alerts,
    Ui ui,
    EngineLine engine) {

  /**
   * A connection and how it is doing.
   *
   * @param problem null if there is none
   */
  public record ConnectionLine(
      String name,
      String kind,
      String address,
      String state,
      String broker,
      int streams,
      int groups,
      Optional<String> problem) {}

  /** Alerts by state. */
  public record Alerts(int firing, int pending, int resolved) {}

  /**
   * How the window kept up.
   *
   * @param screens names of the screens shown
   * @param frameMsP50 from new figures to the frame laid out with them
   * @param fxBusyRatio CPU time of the FX thread by wall time
   * @param windowMs from the start of the program to the window
   * @param firstPointMs from the start of the program to the first figure on it
   */
  public record Ui(
      List<String> screens,
      OptionalDouble frameMsP50,
      OptionalDouble frameMsP99,
      OptionalDouble recordAgeAtPixelMsP99,
      OptionalDouble fxBusyRatio,
      OptionalLong windowMs,
      OptionalLong firstPointMs) {}

  /**
   * How the engine kept up.
   *
   * @param recordsPerS read and metered
   * @param skipped passed without reading since start
   * @param heapLiveBytes in use right after a collection
   * @param tickLateMsMax the latest tick, as far as it was looked at each second
   */
  public record EngineLine(
      double recordsPerS,
      long skipped,
      long heapUsedBytes,
      long heapMaxBytes,
      OptionalLong heapLiveBytes,
      long tickLateMsMax) {}
}
