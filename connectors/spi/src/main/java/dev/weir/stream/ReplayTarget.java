package dev.weir.stream;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream that records would be written to. What may not be read is empty.
 *
 * @param identity as {@link StreamInfo#identity}
 * @param internal whether the broker keeps it for itself
 * @param compacted whether only the newest record of a key stays, and a null value deletes
 * @param largestRecordBytes what it takes at most
 * @param brokerStamps whether the broker's clock replaces every timestamp
 * @param oldestAcceptedMillis how far before now a timestamp may be
 * @param newestAcceptedMillis how far after now
 * @param retentionMillis how old records get, by their timestamps
 * @param writable whether the user may write to it
 * @param groups known to read it, by name
 */
public record ReplayTarget(
    StreamRef stream,
    StreamKind kind,
    String identity,
    int partitions,
    boolean internal,
    Optional<Boolean> compacted,
    OptionalLong largestRecordBytes,
    Optional<Boolean> brokerStamps,
    OptionalLong oldestAcceptedMillis,
    OptionalLong newestAcceptedMillis,
    OptionalLong retentionMillis,
    Optional<Boolean> writable,
    List<String> groups) {
  public ReplayTarget {
    groups = List.copyOf(groups);
  }
}
