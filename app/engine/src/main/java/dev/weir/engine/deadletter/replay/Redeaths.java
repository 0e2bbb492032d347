package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.engine.deadletter.find.DeadLetterFinder;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRoles;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.GroupKind;
import dev.weir.stream.Header;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.Payload;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.PendingProbe;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What became of records after they were brought back: which died again, and which groups have read
 * on beyond them. Only reads; blocks.
 */
public final class Redeaths {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final int PAYLOAD_BYTES = 1 << 12;

  /** Streams of dead letters by their names that are looked at. */
  private static final int MOST_STREAMS = 20;

  /** How far the clocks of two servers may be apart. */
  private static final Duration SKEW = Duration.ofHours(1);

  private Redeaths() {}

  /**
   * What was found.
   *
   * @param died records that died again, by index, with where that is seen: a stream of dead
   *     letters, or a group that has them pending after many deliveries
   * @param passed by group, how many records it has committed beyond: it was given them, which is
   *     less than having handled them
   */
  public record Found(Map<Integer, String> died, Map<String, Long> passed) {
    public Found {
      died = Map.copyOf(died);
      passed = new TreeMap<>(passed);
    }

    /** Indexes of records that died again. */
    public Set<Integer> diedAgain() {
      return died.keySet();
    }
  }

  /**
   * Looks for records of a job: in the stream that they died in; where they went to another server
   * or stream, in the streams there that hold dead letters by their names; and on Redis among what
   * groups of the targets were given often and never acknowledged.
   *
   * @throws ConnectorException if the broker does not answer
   */
  public static Found look(Plan plan, ReplayRoute route, ReplayLedger ledger) {
    List<Receipt> receipts =
        ledger.receipts(plan.job()).stream()
            .filter(receipt -> receipt.outcome() == Receipt.Outcome.SENT)
            .toList();
    if (route.to().isEmpty()) {
      return new Found(Map.of(), Map.of());
    }
    Connector connector = route.to().get();
    Map<String, Integer> byPlace = new HashMap<>();
    Map<String, Integer> bySource = new HashMap<>();
    for (Receipt receipt : receipts) {
      receipt
          .placeText()
          .ifPresent(place -> byPlace.put(receipt.stream() + ":" + place, receipt.index()));
      bySource.put(
          plan.stream().name()
              + ":"
              + Rebuilder.place(plan.records().get(receipt.index()).position()),
          receipt.index());
    }
    Map<Integer, String> died = new HashMap<>();
    var reader = new DeadLetterReader(plan.dialect());
    for (Look look : looks(plan, connector)) {
      try (RecordCursor cursor =
          connector.open(List.of(look.stream()), look.from(), ReadIsolation.READ_COMMITTED)) {
        while (!cursor.reachedOpeningEnd()) {
          for (RecordBatch batch : cursor.poll(POLL).batches()) {
            for (int i = 0; i < batch.count(); i++) {
              StreamRecord record = batch.record(i, PAYLOAD_BYTES);
              Integer index = index(plan, record, reader.read(record), byPlace, bySource);
              if (index >= 0) {
                died.put(index, record.stream().name() + " " + record.position());
              }
            }
          }
        }
      }
    }
    if (receipts.isEmpty()) {
      return new Found(died, Map.of());
    }
    List<LagSample> samples = connector.lag(connector.groups()).samples();
    if (connector instanceof PendingProbe probe) {
      stuck(probe, samples, byPlace).forEach(died::putIfAbsent);
    }
    return new Found(died, passed(samples, receipts));
  }

  /** Entries that a group was given often and never acknowledged. */
  private static Map<Integer, String> stuck(
      PendingProbe probe, List<LagSample> samples, Map<String, Integer> byPlace) {
    Map<Integer, String> stuck = new HashMap<>();
    Set<String> targets =
        byPlace.keySet().stream()
            .map(place -> place.substring(0, place.lastIndexOf(':')))
            .collect(Collectors.toSet());
    for (LagSample sample : samples) {
      StreamRef stream = sample.partition().stream();
      if (targets.contains(stream.name())
          && sample.pending().filter(pending -> pending.entries() > 0).isPresent()) {
        for (PendingEntry entry :
            probe
                .oftenDelivered(stream, sample.group(), DeadLetterFinder.MANY_DELIVERIES)
                .entries()) {
          Integer index = byPlace.get(stream.name() + ":" + entry.id());
          if (index != null) {
            stuck.put(
                index,
                "pending in group "
                    + sample.group().name()
                    + ", delivered "
                    + entry.deliveries()
                    + " times");
          }
        }
      }
    }
    return stuck;
  }

  /** Where records are looked for. */
  private record Look(StreamRef stream, TailFrom from) {}

  private static List<Look> looks(Plan plan, Connector connector) {
    List<Look> looks = new ArrayList<>();
    if (plan.destination().isEmpty()) {
      var stream = new StreamRef(connector.name(), plan.stream().name());
      // What a group has pending is in a stream that is no place for dead letters.
      if (plan.pending().isEmpty()) {
        since(plan, connector, stream).forEach(from -> looks.add(new Look(stream, from)));
      }
      List<String> others =
          plan.targets().stream().filter(name -> !stream.name().contains(name)).toList();
      if (!others.isEmpty()) {
        looks.addAll(
            named(
                plan,
                connector,
                name -> !name.equals(stream.name()) && others.stream().anyMatch(name::contains)));
      }
      return looks;
    }
    return named(plan, connector, _ -> true);
  }

  /** Streams that hold dead letters by their names, those of the targets first. */
  private static List<Look> named(Plan plan, Connector connector, Predicate<String> wanted) {
    // With the records' own times nothing tells where those of the job begin.
    TailFrom from =
        plan.policy().keepTimestamps()
            ? new TailFrom.Earliest()
            : new TailFrom.Since(plan.created().minus(SKEW));
    return connector.streams().stream()
        .map(info -> info.stream())
        .filter(stream -> StreamRoles.ofName(stream.name()) == StreamRole.DEAD_LETTER)
        .filter(stream -> wanted.test(stream.name()))
        .sorted(
            Comparator.comparing(
                    (StreamRef stream) ->
                        plan.targets().stream().noneMatch(stream.name()::contains))
                .thenComparing(StreamRef::name))
        .limit(MOST_STREAMS)
        .map(stream -> new Look(stream, from))
        .toList();
  }

  /** Where what came after the plan begins: behind its last entry, or where partitions ended. */
  private static List<TailFrom> since(Plan plan, Connector connector, StreamRef stream) {
    Optional<Position> last =
        plan.records().stream()
            .map(PlannedRecord::position)
            .filter(Position.EntryId.class::isInstance)
            .max(OrderedReader::compare);
    if (last.isPresent()) {
      return List.of(new TailFrom.At(last.get()));
    }
    JsonNode own = JsonMapper.shared().readTree(plan.ends()).path(plan.stream().name());
    List<TailFrom> since = new ArrayList<>();
    for (StreamEnds of : connector.ends(List.of(stream))) {
      for (PartitionEnds partition : of.partitions()) {
        int number = partition.partition().partition();
        long start = Math.max(partition.logStart(), own.path(Integer.toString(number)).asLong(0));
        if (start < partition.end()) {
          since.add(new TailFrom.At(new Position.Offset(number, start)));
        }
      }
    }
    return since;
  }

  /** Where a writer keeps headers, ours tell; where not, the place that it read from does. */
  private static int index(
      Plan plan,
      StreamRecord record,
      DeadLetter letter,
      Map<String, Integer> byPlace,
      Map<String, Integer> bySource) {
    String prefix = plan.policy().prefix();
    if (!prefix.isEmpty()
        && header(record, prefix + "job").equals(plan.job())
        && bySource.containsKey(header(record, prefix + "source"))) {
      return bySource.getOrDefault(header(record, prefix + "source"), -1);
    }
    for (Hop hop : letter.hops()) {
      Integer entry =
          hop.entryId().map(id -> byPlace.get(hop.stream().orElse("") + ":" + id)).orElse(null);
      if (entry != null) {
        return entry;
      }
      if (hop.isAddressed()) {
        Integer index =
            byPlace.get(
                hop.stream().orElse("")
                    + ":"
                    + hop.partition().known().getAsLong()
                    + ":"
                    + hop.offset().known().getAsLong());
        if (index != null) {
          return index;
        }
      }
    }
    return -1;
  }

  private static String header(StreamRecord record, String name) {
    for (Header header : record.headers()) {
      if (header.name().equals(name)
          && header.value() instanceof Payload.Bytes(byte[] bytes, int _)) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  private static Map<String, Long> passed(List<LagSample> samples, List<Receipt> receipts) {
    Map<String, Long> passed = new HashMap<>();
    for (LagSample sample : samples) {
      String stream = sample.partition().stream().name();
      if (sample.kind() == GroupKind.REDIS) {
        entriesPassed(sample, receipts)
            .ifPresent(count -> passed.merge(sample.group().name(), count, Long::sum));
        continue;
      }
      if (sample.committed().isEmpty()) {
        continue;
      }
      int partition = sample.partition().partition();
      long committed = sample.committed().getAsLong();
      long count =
          receipts.stream()
              .filter(
                  receipt ->
                      receipt.stream().equals(stream)
                          && receipt.place().orElse(null)
                              instanceof Position.Offset(int of, long offset)
                          && of == partition
                          && offset < committed)
              .count();
      boolean own = sample.group().name().startsWith("weir-replay-");
      if (!own && receipts.stream().anyMatch(receipt -> receipt.stream().equals(stream))) {
        passed.merge(sample.group().name(), count, Long::sum);
      }
    }
    return passed;
  }

  /** How many a Redis group has been given; empty if it reads none of the streams. */
  private static Optional<Long> entriesPassed(LagSample sample, List<Receipt> receipts) {
    List<Receipt> there =
        receipts.stream()
            .filter(receipt -> receipt.stream().equals(sample.partition().stream().name()))
            .toList();
    if (there.isEmpty() || sample.committedId().isEmpty()) {
      return Optional.empty();
    }
    Position given = sample.committedId().get();
    return Optional.of(
        there.stream()
            .flatMap(receipt -> receipt.place().stream())
            .filter(place -> OrderedReader.compare(place, given) <= 0)
            .count());
  }
}
