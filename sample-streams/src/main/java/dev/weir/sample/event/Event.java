package dev.weir.sample.event;

import java.util.List;

/**
 * An event as a service reads it.
 *
 * @param id as text
 * @param type its name in the catalogue
 * @param time ISO 8601
 * @param names names of the data's fields
 * @param values their values as text, in the order of the names
 */
public record Event(
    String id,
    String type,
    int version,
    String source,
    String time,
    String correlationId,
    List<String> names,
    List<String> values) {

  /**
   * A field of the data.
   *
   * @throws UnreadableEvent when it is missing
   */
  public String text(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new UnreadableEvent(type + " " + id + " has no field " + name);
    }
    return values.get(index);
  }

  /** A field that is an integer. */
  public long integer(String name) {
    String value = text(name);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException noInteger) {
      throw new UnreadableEvent(
          type + " " + id + ": " + name + " is no integer: " + value, noInteger);
    }
  }

  /** A field that is a decimal of two places, in hundredths. */
  public long cents(String name) {
    String value = text(name);
    try {
      return Math.round(Double.parseDouble(value) * 100);
    } catch (NumberFormatException noNumber) {
      throw new UnreadableEvent(
          type + " " + id + ": " + name + " is no number: " + value, noNumber);
    }
  }

  /** 64 bits of the id, enough to recognise it. */
  public long idBits() {
    long bits = 0;
    for (int i = 0; i < id.length(); i++) {
      bits = bits * 31 + id.charAt(i);
    }
    return Chance.mix(bits);
  }
}
