package dev.weir.connector.kafka;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which release a level of the feature {@code metadata.version} came with. Brokers do not tell
 * their version, only the levels they support (KIP-584, KIP-778).
 */
final class Releases {
  private static final int NEWEST_KNOWN = 34;

  private static final NavigableMap<Integer, String> FIRST_LEVEL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(1, "3.0"),
              Map.entry(2, "3.1"),
              Map.entry(3, "3.2"),
              Map.entry(4, "3.3"),
              Map.entry(8, "3.4"),
              Map.entry(9, "3.5"),
              Map.entry(12, "3.6"),
              Map.entry(15, "3.7"),
              Map.entry(20, "3.8"),
              Map.entry(21, "3.9"),
              Map.entry(22, "4.0"),
              Map.entry(26, "4.1"),
              Map.entry(28, "4.2"),
              Map.entry(30, "4.3"),
              Map.entry(31, "4.4"),
              Map.entry(34, "4.5")));

  private Releases() {}

  /** "4.4"; "4.5 or newer" beyond what was known when this was written. */
  static String of(int metadataVersion) {
    Map.Entry<Integer, String> first = FIRST_LEVEL.floorEntry(metadataVersion);
    if (first == null) {
      return "before 3.0";
    }
    return metadataVersion > NEWEST_KNOWN ? first.getValue() + " or newer" : first.getValue();
  }
}
