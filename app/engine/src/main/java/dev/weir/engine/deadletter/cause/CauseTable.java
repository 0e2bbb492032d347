package dev.weir.engine.deadletter.cause;

import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Causes of the dead letters added so far. Keeps at most {@value #MOST_CAUSES} causes and {@value
 * #MOST_LETTERS} newest records of each; records of further causes are counted together. Confined
 * to one thread.
 */
public final class CauseTable {
  static final int MOST_CAUSES = 5_000;
  static final int MOST_LETTERS = 30;
  private static final int MOST_KEY_CHARS = 64;
  private static final int MOST_LINE_CHARS = 160;

  private final Map<CauseKey, Tally> tallies = new HashMap<>();
  private long records;
  private long untold;

  /** What is counted of one cause. */
  private static final class Tally {
    private final String id;
    private final Set<Dialect> dialects = EnumSet.noneOf(Dialect.class);
    private final Growth growth = new Growth();
    private final ArrayDeque<LetterRow> newest = new ArrayDeque<>();
    private long records;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;
    private Optional<String> message = Optional.empty();

    Tally(String id) {
      this.id = id;
    }
  }

  /** Adds one record. */
  public void add(StreamRecord record, DeadLetter letter) {
    OptionalLong died = letter.newest().map(Hop::failedAtMillis).orElse(OptionalLong.empty());
    if (died.isEmpty() && record.timestampType() != TimestampType.NONE) {
      died = OptionalLong.of(record.timestampMillis());
    }
    CauseKey.Keyed keyed = CauseKey.keyed(letter);
    add(keyed.key(), keyed.message(), letter.dialect(), record.position(), key(record), died);
  }

  /** Adds one record of which the cause is known. */
  public void add(
      CauseKey key,
      Optional<String> message,
      Optional<Dialect> dialect,
      Position position,
      Optional<String> recordKey,
      OptionalLong diedMillis) {
    records++;
    Tally tally = tallies.get(key);
    if (tally == null) {
      if (tallies.size() >= MOST_CAUSES) {
        untold++;
        return;
      }
      tally = new Tally(key.id());
      tallies.put(key, tally);
    }
    tally.records++;
    dialect.ifPresent(tally.dialects::add);
    if (diedMillis.isPresent()) {
      long millis = diedMillis.getAsLong();
      tally.growth.add(millis);
      tally.firstMillis = Math.min(tally.firstMillis, millis);
      tally.lastMillis = Math.max(tally.lastMillis, millis);
    }
    if (message.isPresent()) {
      tally.message = shortened(message.get());
    }
    if (tally.newest.size() == MOST_LETTERS) {
      tally.newest.removeLast();
    }
    tally.newest.addFirst(
        new LetterRow(
            position, diedMillis, recordKey, message.map(text -> cut(text, MOST_LINE_CHARS))));
  }

  private static Optional<String> key(StreamRecord record) {
    return record.key() instanceof Payload.Bytes(byte[] bytes, int _)
        ? Optional.of(
            cut(
                new String(
                    bytes, 0, Math.min(bytes.length, 4 * MOST_KEY_CHARS), StandardCharsets.UTF_8),
                MOST_KEY_CHARS))
        : Optional.empty();
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "…" : text;
  }

  private static Optional<String> shortened(String message) {
    return Optional.of(
        message.length() > MessagePattern.MOST_CHARS
            ? message.substring(0, MessagePattern.MOST_CHARS) + "…"
            : message);
  }

  /** Records added. */
  public long records() {
    return records;
  }

  /** Records of causes beyond those that are kept apart. */
  public long untold() {
    return untold;
  }

  /**
   * All causes, most records first.
   *
   * @param nowMillis where the last hour ends
   */
  public List<CauseRow> rows(long nowMillis) {
    return rows(nowMillis, MOST_CAUSES);
  }

  /** The {@code most} causes with most records. */
  public List<CauseRow> rows(long nowMillis, int most) {
    return tallies.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<CauseKey, Tally>>comparingLong(one -> one.getValue().records)
                .reversed()
                .thenComparing(one -> one.getValue().id))
        .limit(most)
        .map(one -> row(one.getKey(), one.getValue(), nowMillis))
        .toList();
  }

  /** Causes kept apart so far. */
  public int causes() {
    return tallies.size();
  }

  /** The newest records of a cause, newest first; not all of them. */
  public List<LetterRow> letters(String causeId) {
    for (Tally tally : tallies.values()) {
      if (tally.id.equals(causeId)) {
        return List.copyOf(tally.newest);
      }
    }
    return List.of();
  }

  private static CauseRow row(CauseKey key, Tally tally, long nowMillis) {
    boolean timed = tally.lastMillis != Long.MIN_VALUE;
    return new CauseRow(
        tally.id,
        key,
        tally.dialects,
        tally.records,
        timed ? OptionalLong.of(tally.firstMillis) : OptionalLong.empty(),
        timed ? OptionalLong.of(tally.lastMillis) : OptionalLong.empty(),
        Arrays.stream(tally.growth.lastHour(nowMillis)).boxed().toList(),
        tally.message,
        tally.newest.getFirst().position());
  }
}
