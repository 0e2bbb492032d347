package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Change;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How records are written.
 *
 * @param to the stream that all go to; empty: each to its origin
 * @param rules origin to target; taken before {@code to}, and never twice for one record
 * @param partition which partition
 * @param keepTimestamps whether the record's own time is written, instead of now
 * @param prefix of the headers that are added; empty: none are
 * @param kept headers that are kept although they tell of the failure
 * @param dropped headers that are taken off although they do not
 * @param asIs whether records with marks inside their value are sent as they are
 * @param again whether records that were brought back before are brought back again
 * @param attempts how often a record may be brought back to its origin
 * @param holdKeys whether records are held back behind one of the same key that could not be
 *     written or died again
 * @param change what is changed about every record
 */
public record ReplayPolicy(
    Optional<String> to,
    Map<String, String> rules,
    Partition partition,
    boolean keepTimestamps,
    String prefix,
    Set<String> kept,
    Set<String> dropped,
    boolean asIs,
    boolean again,
    int attempts,
    boolean holdKeys,
    Change change) {
  /** Of headers that are added, unless told. */
  public static final String PREFIX = "replay.";

  /** How often a record may be brought back to its origin, unless told. */
  public static final int ATTEMPTS = 3;

  /** Which partition a record goes to. */
  public sealed interface Partition {
    /** As the client chooses by key. */
    record ByKey() implements Partition {}

    /** The one the record was in before it died; by key where that is not known. */
    record Original() implements Partition {}

    /** Always the same. */
    record Fixed(int number) implements Partition {}
  }

  /** As it is unless told: by key, now, with the headers of replays, each once. */
  public static ReplayPolicy usual() {
    return new ReplayPolicy(
        Optional.empty(),
        Map.of(),
        new Partition.ByKey(),
        false,
        PREFIX,
        Set.of(),
        Set.of(),
        false,
        false,
        ATTEMPTS,
        false,
        Change.NONE);
  }

  public ReplayPolicy {
    rules = Map.copyOf(rules);
    kept = Set.copyOf(kept);
    dropped = Set.copyOf(dropped);
  }

  /** The stream that a record of {@code origin} goes to; empty if that is not known. */
  Optional<String> target(Optional<String> origin) {
    return origin.map(rules::get).or(() -> to).or(() -> origin);
  }

  /** Whether a record of {@code origin} goes back there. */
  boolean isToOrigin(Optional<String> origin) {
    return target(origin).equals(origin);
  }

  OptionalInt partitionOf(OptionalInt original) {
    return switch (partition) {
      case Partition.ByKey _ -> OptionalInt.empty();
      case Partition.Original _ -> original;
      case Partition.Fixed(int number) -> OptionalInt.of(number);
    };
  }
}
