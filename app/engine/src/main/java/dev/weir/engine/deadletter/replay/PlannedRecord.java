package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Edit;
import dev.weir.stream.Position;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One record of a plan.
 *
 * @param position of the dead letter
 * @param digest of the dead letter as it was when planned, see {@link RecordDigest}
 * @param payload where key, value and headers are taken from instead; for dead letters that are
 *     written without
 * @param origin the record that died, as {@code stream:partition:offset} or {@code stream:id};
 *     empty where the dead letter does not tell
 * @param target the stream it goes to
 * @param targetPartition the partition it goes to; empty: by key
 * @param attempt 1 for the first time that it is brought back
 * @param sequence equal for records of one key that go to one stream; empty where keys are not held
 *     or there is none
 * @param edit what a person wrote in place of parts of it; then nothing else is changed about it
 */
public record PlannedRecord(
    Position position,
    String digest,
    Optional<Elsewhere> payload,
    Optional<String> origin,
    String target,
    OptionalInt targetPartition,
    int attempt,
    Optional<String> sequence,
    Optional<Edit> edit) {

  PlannedRecord edited(Edit by) {
    return new PlannedRecord(
        position,
        digest,
        payload,
        origin,
        target,
        targetPartition,
        attempt,
        sequence,
        by.isNone() ? Optional.empty() : Optional.of(by));
  }

  /** Digest of the record whose bytes are written. */
  String payloadDigest() {
    return payload.map(Elsewhere::digest).orElse(digest);
  }

  /** A record of another stream. */
  public record Elsewhere(String stream, Position position, String digest) {}
}
