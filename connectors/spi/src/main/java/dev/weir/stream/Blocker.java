package dev.weir.stream;

import java.util.Optional;
import java.util.OptionalLong;

/** Who holds back everybody that reads committed records only. */
public sealed interface Blocker {

  /**
   * A transaction that has not ended.
   *
   * @param firstOffset where it begins in the partition
   * @param producerId its producer's number
   * @param producerEpoch its producer's epoch
   * @param transactionalId its producer's name; empty where the user may not see it, or its
   *     coordinator does not know it
   * @param lastWriteMillis epoch milliseconds of its producer's last write here, by the record
   * @param state what its coordinator says of it ("Ongoing"); empty where {@code transactionalId}
   *     is
   */
  record Transaction(
      long firstOffset,
      long producerId,
      int producerEpoch,
      Optional<String> transactionalId,
      OptionalLong lastWriteMillis,
      Optional<String> state)
      implements Blocker {}

  /** It could not be told; {@code why} is a sentence. */
  record NotTold(String why) implements Blocker {}

  /** Who it is, in words; empty where it could not be told. */
  default Optional<String> name() {
    return switch (this) {
      case Transaction open ->
          Optional.of(
              open.transactionalId()
                  .map(id -> "transactional id " + id)
                  .orElseGet(() -> "producer " + open.producerId()));
      case NotTold _ -> Optional.empty();
    };
  }
}
