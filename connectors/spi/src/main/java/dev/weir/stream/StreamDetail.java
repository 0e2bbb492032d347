package dev.weir.stream;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Everything a broker tells of one stream.
 *
 * @param facts single facts in the order to show (name to value, both in words)
 * @param configs configuration, name to value, sensitive values left out
 * @param groups groups known to read it
 */
public record StreamDetail(
    StreamInfo info,
    List<Partition> partitions,
    Map<String, String> facts,
    List<Config> configs,
    List<GroupRef> groups) {

  /**
   * One partition.
   *
   * @param leader "host:port (id)", or empty text where there is none
   * @param bytes leader's log size
   */
  public record Partition(
      int number,
      String leader,
      int replicas,
      int inSync,
      long logStart,
      long end,
      OptionalLong bytes) {}

  /** A configuration entry and whether somebody changed it from the default. */
  public record Config(String name, String value, boolean changed) {}

  public StreamDetail {
    partitions = List.copyOf(partitions);
    configs = List.copyOf(configs);
    groups = List.copyOf(groups);
  }
}
