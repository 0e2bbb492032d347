package dev.weir.engine.deadletter.workbench;

import dev.weir.engine.deadletter.replay.Rebuilt;
import java.util.List;
import java.util.Map;

/**
 * What a run would do, by doing all of it but the writing.
 *
 * @param ready records that would be written
 * @param bytes of key, value and headers of those
 * @param changed of {@code ready}, records that are not what died
 * @param setAside records that would not, by the reason
 * @param samples the first records, and the first that are changed
 */
public record Rehearsal(
    long ready, long bytes, long changed, Map<String, Long> setAside, List<Sample> samples) {
  /**
   * What would become of a record.
   *
   * @param index in the plan
   */
  public record Sample(int index, Rebuilt rebuilt) {}

  /** Nothing was looked at yet. */
  static final Rehearsal NOTHING = new Rehearsal(0, 0, 0, Map.of(), List.of());

  public Rehearsal {
    setAside = Map.copyOf(setAside);
    samples = List.copyOf(samples);
  }

  /** Records that would be set aside. */
  public long setAsideRecords() {
    return setAside.values().stream().mapToLong(Long::longValue).sum();
  }
}
