package dev.weir.sample.event;

import java.nio.charset.StandardCharsets;

/** Ids of the entities events are about; a record's key is the UTF-8 form of one. */
public final class EventKey {
  private EventKey() {}

  public static String order(long number) {
    return padded("o-", number, 8);
  }

  public static String shipment(long number) {
    return padded("s-", number, 8);
  }

  public static String customer(int number) {
    return padded("c-", number, 5);
  }

  public static String sku(int number) {
    return padded("SKU-", number, 4);
  }

  public static String student(int number) {
    return padded("st-", number, 4);
  }

  public static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The number in an id.
   *
   * @throws UnreadableEvent when there is none
   */
  public static long number(String id) {
    int dash = id.lastIndexOf('-');
    try {
      return Long.parseLong(id, dash + 1, id.length(), 10);
    } catch (NumberFormatException | IndexOutOfBoundsException noNumber) {
      throw new UnreadableEvent("no number in the id " + id, noNumber);
    }
  }

  private static String padded(String prefix, long number, int digits) {
    String text = Long.toString(number);
    return prefix + "0".repeat(Math.max(0, digits - text.length())) + text;
  }
}
