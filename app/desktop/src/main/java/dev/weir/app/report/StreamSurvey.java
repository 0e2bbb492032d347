package dev.weir.app.report;

import dev.weir.stream.Connector;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures all streams of a connection from their bounds at two moments, without reading a record.
 * Blocks; confined to one thread.
 */
public final class StreamSurvey {
  private final Connector connector;
  private final List<StreamInfo> infos;
  private final Map<StreamRef, StreamEnds> begun;

  /**
   * Looks for the first time.
   *
   * @param withInternal whether streams that the broker keeps for itself count
   */
  public StreamSurvey(Connector connector, boolean withInternal) {
    this.connector = connector;
    infos = connector.streams().stream().filter(info -> withInternal || !info.internal()).toList();
    begun = ends();
  }

  /** Looks again, and tells what became of the streams in between. */
  public List<StreamLine> lines() {
    Map<StreamRef, StreamEnds> ended = ends();
    Map<StreamRef, Set<GroupRef>> readers = readers();
    Map<StreamRef, Long> newest = connector.newestMillis(ended.keySet());
    var lines = new ArrayList<StreamLine>();
    for (StreamInfo info : infos) {
      StreamEnds last = ended.get(info.stream());
      if (last != null) {
        lines.add(line(info, begun.get(info.stream()), last, readers, newest));
      }
    }
    return lines;
  }

  private Map<StreamRef, StreamEnds> ends() {
    var byStream = new HashMap<StreamRef, StreamEnds>();
    for (StreamEnds ends : connector.ends(infos.stream().map(StreamInfo::stream).toList())) {
      byStream.put(ends.stream(), ends);
    }
    return byStream;
  }

  private Map<StreamRef, Set<GroupRef>> readers() {
    var readers = new HashMap<StreamRef, Set<GroupRef>>();
    for (LagSample sample : connector.lag(connector.groups()).samples()) {
      readers
          .computeIfAbsent(sample.partition().stream(), _ -> new HashSet<>())
          .add(sample.group());
    }
    return readers;
  }

  private static StreamLine line(
      StreamInfo info,
      @Nullable StreamEnds first,
      StreamEnds last,
      Map<StreamRef, Set<GroupRef>> readers,
      Map<StreamRef, Long> newest) {
    OptionalDouble records = recordsPerSecond(first, last);
    return new StreamLine(
        info.stream().connection(),
        info.stream().name(),
        info.kind().label(),
        info.partitions(),
        OptionalLong.of(last.length()),
        records,
        bytesPerSecond(last, records),
        OptionalInt.of(readers.getOrDefault(info.stream(), Set.of()).size()),
        Optional.ofNullable(newest.get(info.stream()))
            .map(millis -> Instant.ofEpochMilli(millis).toString()));
  }

  private static OptionalDouble recordsPerSecond(@Nullable StreamEnds first, StreamEnds last) {
    if (first == null
        || !last.endsCountAppends()
        || !first.identity().equals(last.identity())
        || first.partitions().size() != last.partitions().size()
        || last.partitions().isEmpty()
        || isCutBack(first, last)) {
      return OptionalDouble.empty();
    }
    long nanos =
        last.partitions().getFirst().monotonicNanos()
            - first.partitions().getFirst().monotonicNanos();
    long appended = last.totalEnd() - first.totalEnd();
    return nanos > 0 && appended >= 0
        ? Figures.known(appended * 1e9 / nanos)
        : OptionalDouble.empty();
  }

  /** What others append must not hide that one partition's log is shorter now. */
  private static boolean isCutBack(StreamEnds first, StreamEnds last) {
    Map<PartitionRef, Long> before = new HashMap<>();
    first.partitions().forEach(ends -> before.put(ends.partition(), ends.end()));
    return last.partitions().stream()
        .anyMatch(ends -> ends.end() < before.getOrDefault(ends.partition(), 0L));
  }

  /** What is appended is taken to be as large as what is held: log sizes shrink with retention. */
  private static OptionalDouble bytesPerSecond(StreamEnds last, OptionalDouble records) {
    if (records.isEmpty() || last.bytes().isEmpty()) {
      return OptionalDouble.empty();
    }
    if (records.getAsDouble() == 0) {
      return OptionalDouble.of(0);
    }
    return last.length() > 0
        ? Figures.known(records.getAsDouble() * last.bytes().getAsLong() / last.length())
        : OptionalDouble.empty();
  }
}
