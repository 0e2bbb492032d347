package dev.weir.connector.redis;

import dev.weir.stream.Position.EntryId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Arithmetic on entry ids, which are pairs of unsigned 64-bit numbers. */
final class EntryIds {
  static final EntryId ZERO = new EntryId(0, 0);

  /** Ids below are not times: no Redis had streams then. */
  private static final long EARLIEST_TIME = Instant.parse("2015-01-01T00:00:00Z").toEpochMilli();

  private static final long CLOCK_TOLERANCE_MILLIS = 3_600_000;

  private EntryIds() {}

  /** Reads "1700000000000-0". */
  static EntryId parse(byte[] text) {
    return new EntryId(millis(text), sequence(text));
  }

  /** The id of the first of the entries that XRANGE or its like brought. */
  static Optional<EntryId> first(List<?> entries) {
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(parse(Reply.bytes(Reply.list(entries.getFirst()).getFirst())));
  }

  /** The part before the hyphen; allocates nothing. */
  static long millis(byte[] text) {
    long millis = 0;
    for (byte digit : text) {
      if (digit == '-') {
        break;
      }
      millis = millis * 10 + (digit - '0');
    }
    return millis;
  }

  /** The part after the hyphen; allocates nothing. */
  static long sequence(byte[] text) {
    long sequence = 0;
    boolean after = false;
    for (byte digit : text) {
      if (after) {
        sequence = sequence * 10 + (digit - '0');
      } else {
        after = digit == '-';
      }
    }
    return sequence;
  }

  static int compare(EntryId a, EntryId b) {
    return compare(a.millis(), a.sequence(), b.millis(), b.sequence());
  }

  static int compare(long millisA, long sequenceA, long millisB, long sequenceB) {
    int byMillis = Long.compareUnsigned(millisA, millisB);
    return byMillis != 0 ? byMillis : Long.compareUnsigned(sequenceA, sequenceB);
  }

  static byte[] bytes(EntryId id) {
    return (Long.toUnsignedString(id.millis()) + "-" + Long.toUnsignedString(id.sequence()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The least id after {@code id}: works where the "(" of Redis 6.2 is not understood. */
  static EntryId next(EntryId id) {
    return id.sequence() == -1
        ? new EntryId(id.millis() + 1, 0)
        : new EntryId(id.millis(), id.sequence() + 1);
  }

  /** The greatest id before {@code id}; 0-0 of itself. */
  static EntryId previous(EntryId id) {
    if (id.sequence() != 0) {
      return new EntryId(id.millis(), id.sequence() - 1);
    }
    return id.millis() == 0 ? ZERO : new EntryId(id.millis() - 1, -1);
  }

  /** Whether an id's first part can be the time it was added, rather than a producer's number. */
  static boolean isTime(long millis, long nowMillis) {
    return millis >= EARLIEST_TIME && millis <= nowMillis + CLOCK_TOLERANCE_MILLIS;
  }
}
