package dev.weir.sample.event;

import java.util.UUID;

/**
 * Identity of an event: a UUID of version 8 (RFC 9562) made from the seed, the type and the
 * subject. A service that handles the same cause twice therefore publishes the same id twice.
 */
public record EventId(long high, long low) {
  /** Characters of the text form. */
  public static final int LENGTH = 36;

  /** The id of the {@code occurrence}th event of this type about this subject. */
  public static EventId of(long seed, EventType type, long subject, int occurrence) {
    var chance = new Chance(seed);
    int question = type.typeName().hashCode();
    long high = chance.bits(subject + ((long) occurrence << 40), question);
    long low = Chance.mix(high ^ subject);
    return new EventId(
        (high & 0xFFFFFFFFFFFF0FFFL) | 0x8000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }

  /**
   * The id in its text form.
   *
   * @throws UnreadableEvent when it is none
   */
  public static EventId parse(String text) {
    try {
      UUID id = UUID.fromString(text);
      return new EventId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    } catch (IllegalArgumentException noId) {
      throw new UnreadableEvent("no event id: " + text, noId);
    }
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
