package dev.weir.engine.deadletter.replay;

import dev.weir.stream.AfterReplay;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.ReplayTarget;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds out, before a job goes on, what became of records that it was about to write when it ended
 * without a word: by the broker's own account of how far it is, and by looking for the records
 * themselves. What cannot be found out stays unknown. Blocks; confined to one thread.
 */
final class Settlement {
  /** Brokers forget offsets of a group without members after a week, unless they are told. */
  static final Duration MARKER_LIFE = Duration.ofDays(5);

  private static final String FORGOTTEN =
      "It was about to be written when the job ended, the broker no longer tells how far it was,"
          + " and it was not found in the target.";

  private static final Duration POLL = Duration.ofMillis(250);
  private static final int MOST_KEY_BYTES = 64;

  /** Keys of more are not held at once: plans may have a million records. */
  private static final int LOOKED_FOR_AT_ONCE = 100_000;

  /** Of a partition: more than two batches, of which each may have been confirmed in vain. */
  private static final int MOST_TAKEN_BACK = 10_000;

  private static final Comparator<Position.Offset> BY_OFFSET =
      Comparator.comparingLong(Position.Offset::offset);

  private final Plan plan;
  private final ReplayRoute route;
  private final Rebuilder rebuilder;

  Settlement(Plan plan, ReplayRoute route, Rebuilder rebuilder) {
    this.plan = plan;
    this.route = route;
    this.rebuilder = rebuilder;
  }

  /**
   * What was found out.
   *
   * @param next index of the record that the job goes on with
   * @param done indexes after {@code next} that are settled too
   */
  record Settled(List<Receipt> receipts, int next, Set<Integer> done) {
    Settled(List<Receipt> receipts, int next) {
      this(receipts, next, Set.of());
    }
  }

  /** Where all targets, and a source on the same server, end now, as JSON. */
  static String ends(Plan plan, ReplayRoute route) {
    Map<String, Map<String, Long>> all = new TreeMap<>();
    List<StreamEnds> found = new ArrayList<>();
    List<StreamRef> streams = new ArrayList<>();
    if (plan.destination().isEmpty()) {
      plan.targets().forEach(name -> streams.add(route.target(name)));
      streams.add(route.source(plan.stream().name()));
      found.addAll(route.from().ends(streams));
    } else {
      // Streams of one name may be on both servers; where the dead letters ended is not needed.
      plan.targets().forEach(name -> streams.add(route.target(name)));
      route.to().ifPresent(to -> found.addAll(to.ends(streams)));
    }
    for (StreamEnds ends : found) {
      Map<String, Long> of = new TreeMap<>();
      for (PartitionEnds partition : ends.partitions()) {
        of.put(Integer.toString(partition.partition().partition()), partition.end());
      }
      all.put(ends.stream().name(), of);
    }
    return JsonMapper.shared().writeValueAsString(all);
  }

  /**
   * Settles.
   *
   * @param intent as {@link ReplayLedger#intent}
   * @param known receipts that the ledger has
   */
  Settled settle(ReplayLane.Begun begun, Job job, int intent, List<Receipt> known, Instant now) {
    return switch (begun) {
      case ReplayLane.Begun.Remembered(Map<Integer, Position> written, boolean remembers) ->
          remembers || (job.sent() == 0 && intent <= job.next())
              ? remembered(written, job.next(), known)
              : unremembered(job.next(), intent, known);
      case ReplayLane.Begun.Nothing _ -> {
        boolean forgotten =
            job.sent() > 0 || Duration.between(job.changed(), now).compareTo(MARKER_LIFE) > 0;
        yield intent > job.next() && forgotten
            ? forgotten(job.next(), intent, known)
            : new Settled(List.of(), job.next());
      }
      case ReplayLane.Begun.UpTo(int next, int quarantined) ->
          next <= job.next()
              ? new Settled(List.of(), job.next())
              : committed(
                  job.next(),
                  Math.min(next, plan.records().size()),
                  quarantined - (int) job.quarantined(),
                  known);
      case ReplayLane.Begun.AtLeast(int next, int quarantined) ->
          atLeast(
              job.next(),
              Math.min(next, plan.records().size()),
              quarantined - (int) job.quarantined(),
              known);
      case ReplayLane.Begun.Open(List<ReplayLane.OpenTransaction> open, int _) ->
          throw new ConnectorException(
              new ConnectorFailure.TimedOut(
                  "A transaction of this job's own is still open on "
                      + words(open.getFirst())
                      + " after it was ended.",
                  "Resume when the broker has no more of them."));
    };
  }

  /**
   * How each of these transactions is to be ended, so that nothing is lost or written twice.
   * Records are written in their order, so where the first one in a transaction does not count as
   * sent, by the ledger's or the broker's word, none does: it is rolled back, and they are written
   * again. Where each one is where its receipt says it is, its commit was promised: it is
   * committed.
   *
   * @param known receipts that the ledger has
   * @throws ConnectorException if it is neither, or if that cannot be seen
   */
  Map<ReplayLane.OpenTransaction, ReplayLane.Ending> endings(
      ReplayLane.Begun.Open open, Job job, List<Receipt> known) {
    Map<String, Integer> indexes = indexes(0, plan.records().size());
    Map<Integer, Receipt> receipts = new HashMap<>();
    known.forEach(receipt -> receipts.put(receipt.index(), receipt));
    Map<ReplayLane.OpenTransaction, ReplayLane.Ending> endings = new LinkedHashMap<>();
    for (ReplayLane.OpenTransaction transaction : open.transactions()) {
      SortedMap<Long, Integer> own = recordsIn(transaction, indexes);
      Integer first = own.get(transaction.firstOffset());
      if (first == null) {
        throw kept(transaction, "what is in it cannot be told");
      }
      if (first >= Math.max(job.next(), open.next())) {
        endings.put(transaction, ReplayLane.Ending.ROLLED_BACK);
      } else if (areWhatCountsAsSent(transaction, own, receipts)) {
        endings.put(transaction, ReplayLane.Ending.COMMITTED);
      } else {
        throw kept(transaction, "record " + (first + 1) + " is in it, which counts as sent");
      }
    }
    return endings;
  }

  private static boolean areWhatCountsAsSent(
      ReplayLane.OpenTransaction open,
      SortedMap<Long, Integer> own,
      Map<Integer, Receipt> receipts) {
    return own.entrySet().stream()
        .allMatch(
            record -> {
              Receipt receipt = receipts.get(record.getValue());
              var place = new Position.Offset(open.partition().partition(), record.getKey());
              return receipt != null
                  && receipt.outcome() == Receipt.Outcome.SENT
                  && receipt.stream().equals(open.partition().stream().name())
                  && receipt.place().equals(Optional.of(place));
            });
  }

  /** Of this job, from the transaction's first offset on: whatever of it is there is in it. */
  private SortedMap<Long, Integer> recordsIn(
      ReplayLane.OpenTransaction open, Map<String, Integer> indexes) {
    var place = new Position.Offset(open.partition().partition(), open.firstOffset());
    StreamRef stream = route.target(open.partition().stream().name());
    SortedMap<Long, Integer> own = new TreeMap<>();
    look(
        stream,
        new TailFrom.At(place),
        ReadIsolation.READ_UNCOMMITTED,
        indexes,
        (index, at) -> {
          if (at instanceof Position.Offset(int _, long offset)) {
            own.put(offset, index);
          }
        },
        () -> false);
    return own;
  }

  /**
   * Records that count as sent, and that the broker rolled back after it had confirmed them. It
   * does that with a later batch, so where the last record of a partition is there, all are; a lane
   * that had a batch rolled back is followed by one that asks this.
   *
   * @param known receipts that the ledger has
   * @throws ConnectorException if the broker is away
   */
  List<Receipt> takenBack(ReplayLane lane, List<Receipt> known) {
    Map<String, Map<Integer, Position.Offset>> last = new TreeMap<>();
    forEachSent(
        known,
        (receipt, place) ->
            last.computeIfAbsent(receipt.stream(), _ -> new HashMap<>())
                .merge(place.partition(), place, BinaryOperator.maxBy(BY_OFFSET)));
    List<Receipt> takenBack = new ArrayList<>();
    last.forEach(
        (name, places) -> {
          Set<Position.Offset> suspected = lane.takenBack(route.target(name), places.values());
          if (!suspected.isEmpty() && !isPerhapsCompacted(name)) {
            suspected.forEach(
                place -> takenBack.addAll(takenBack(lane, name, place.partition(), known)));
          }
        });
    takenBack.sort(Comparator.comparingInt(Receipt::index));
    return takenBack;
  }

  private List<Receipt> takenBack(
      ReplayLane lane, String target, int partition, List<Receipt> known) {
    SortedMap<Position.Offset, Integer> indexes = new TreeMap<>(BY_OFFSET);
    forEachSent(
        known,
        (receipt, place) -> {
          if (receipt.stream().equals(target) && place.partition() == partition) {
            indexes.put(place, receipt.index());
            if (indexes.size() > MOST_TAKEN_BACK) {
              indexes.remove(indexes.firstKey());
            }
          }
        });
    indexes.keySet().retainAll(lane.takenBack(route.target(target), indexes.keySet()));
    List<Receipt> takenBack = new ArrayList<>();
    indexes.forEach((place, index) -> takenBack.add(takenBack(index, place)));
    return takenBack;
  }

  private Receipt takenBack(int index, Position.Offset place) {
    return receipt(
        index,
        Receipt.Outcome.UNKNOWN,
        Optional.empty(),
        Optional.of(
            "The broker had confirmed it at "
                + Rebuilder.place(place)
                + ", and rolled it back after that: nobody reads it there. Plan it again if it is"
                + " missed."));
  }

  private static void forEachSent(
      List<Receipt> receipts, BiConsumer<Receipt, Position.Offset> each) {
    for (Receipt receipt : receipts) {
      if (receipt.outcome() == Receipt.Outcome.SENT
          && receipt.place().orElse(null) instanceof Position.Offset place) {
        each.accept(receipt, place);
      }
    }
  }

  private boolean isPerhapsCompacted(String target) {
    return route
        .toPort()
        .replayTarget(route.target(target))
        .flatMap(ReplayTarget::compacted)
        .orElse(true);
  }

  static String words(ReplayLane.OpenTransaction open) {
    return open.partition().stream().name()
        + ", partition "
        + open.partition().partition()
        + ", from offset "
        + open.firstOffset();
  }

  private static ConnectorException kept(ReplayLane.OpenTransaction open, String why) {
    return new ConnectorException(
        new ConnectorFailure.Rejected(
            "A transaction of this job's own is open on "
                + words(open)
                + ", although its coordinator says it is over, and is not ended: "
                + why
                + ".",
            "Compare the job's receipts with what is there, end it with kafka-transactions.sh"
                + " abort, and bring back by hand what was in it. Nothing is written before."));
  }

  /** The broker knows each record that was written. */
  private Settled remembered(Map<Integer, Position> written, int from, List<Receipt> known) {
    Set<Integer> done = settled(from, known);
    List<Receipt> receipts = new ArrayList<>();
    new TreeMap<>(written)
        .forEach(
            (index, place) -> {
              if (index >= from && index < plan.records().size() && done.add(index)) {
                receipts.add(sent(index, place));
              }
            });
    return settled(receipts, from, done);
  }

  /**
   * The broker has forgotten what it wrote. A record under way that is not found where it was to
   * go, and whose dead letter is still there although it would have been taken away, was not
   * written. Of others, only those that are found are certain.
   */
  private Settled unremembered(int from, int to, List<Receipt> known) {
    Set<Integer> done = settled(from, known);
    Map<Integer, Position> places = find(from, to, known);
    boolean taken = plan.after() == AfterReplay.DELETE || plan.after() == AfterReplay.DONE;
    boolean tells = taken && !plan.policy().prefix().isEmpty();
    List<Receipt> receipts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Position place = places.get(i);
      if (place == null && tells && rebuilder.rebuild(i) instanceof Rebuilt.Ready) {
        continue;
      }
      if (done.add(i)) {
        receipts.add(
            place != null
                ? sent(i, place)
                : receipt(i, Receipt.Outcome.UNKNOWN, Optional.empty(), Optional.of(FORGOTTEN)));
      }
    }
    return settled(receipts, from, done);
  }

  private static Set<Integer> settled(int from, List<Receipt> known) {
    return known.stream()
        .map(Receipt::index)
        .filter(index -> index >= from)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Settled settled(List<Receipt> receipts, int from, Set<Integer> done) {
    int next = from;
    while (done.contains(next)) {
      next++;
    }
    return new Settled(receipts, next, done);
  }

  /** The broker says that these are done; where they are is another question. */
  private Settled committed(int from, int to, int setAside, List<Receipt> known) {
    Map<Integer, Position> places = find(from, to, known);
    int missing = to - from - places.size();
    List<Receipt> receipts = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      Position place = places.get(i);
      if (place != null) {
        receipts.add(sent(i, place));
      } else if (setAside <= 0) {
        receipts.add(receipt(i, Receipt.Outcome.SENT, Optional.empty(), Optional.empty()));
      } else if (missing == setAside) {
        receipts.add(
            receipt(
                i,
                Receipt.Outcome.QUARANTINED,
                Optional.empty(),
                Optional.of("Set aside by another console.")));
      } else {
        receipts.add(
            receipt(
                i,
                Receipt.Outcome.UNKNOWN,
                Optional.empty(),
                Optional.of(
                    "Another console ran this part, and whether it set this record aside cannot be"
                        + " found out.")));
      }
    }
    return new Settled(receipts, to);
  }

  /**
   * The broker says that these are done, and that it cannot tell of more. Records are written in
   * their order: all before the last one that is found are done, and none after it.
   */
  private Settled atLeast(int from, int to, int setAside, List<Receipt> known) {
    requireThatWhatIsNotFoundWasNotWritten(known);
    Settled told = to > from ? committed(from, to, setAside, known) : new Settled(List.of(), from);
    var places = new TreeMap<Integer, Position>();
    for (int i = told.next(); i < plan.records().size(); i += LOOKED_FOR_AT_ONCE) {
      places.putAll(find(i, Math.min(i + LOOKED_FOR_AT_ONCE, plan.records().size()), known));
    }
    if (places.isEmpty()) {
      return told;
    }
    List<Receipt> receipts = new ArrayList<>(told.receipts());
    for (int i = told.next(); i <= places.lastKey(); i++) {
      Position place = places.get(i);
      receipts.add(
          place != null
              ? sent(i, place)
              : receipt(
                  i,
                  Receipt.Outcome.QUARANTINED,
                  Optional.empty(),
                  Optional.of("It was set aside: later ones were written, and it was not.")));
    }
    return new Settled(receipts, places.lastKey() + 1);
  }

  /** What was written carries its key, and nothing behind where it was looked for is gone. */
  private void requireThatWhatIsNotFoundWasNotWritten(List<Receipt> known) {
    if (plan.policy().prefix().isEmpty()) {
      throw lost("its records carry no header to know them by");
    }
    Map<String, Map<Integer, Long>> starts = starts(plan.ends(), known);
    Connector connector = route.to().orElseThrow();
    for (String name : plan.targets()) {
      StreamRef target = route.target(name);
      if (isPerhapsCompacted(name)) {
        throw lost(name + " may be compacted");
      }
      for (StreamEnds ends : connector.ends(List.of(target))) {
        for (PartitionEnds partition : ends.partitions()) {
          long start =
              starts
                  .getOrDefault(name, Map.of())
                  .getOrDefault(partition.partition().partition(), 0L);
          if (partition.logStart() > start || partition.end() < start) {
            throw lost("records of " + name + " are gone since it began");
          }
        }
      }
    }
  }

  private static ConnectorException lost(String why) {
    return new ConnectorException(
        new ConnectorFailure.Rejected(
            "The broker keeps back how far this job is, as if a transaction that is over were"
                + " still open, and it cannot be seen from what was written either: "
                + why
                + ".",
            "Let another broker coordinate the job's group, or restart the one that does; then"
                + " resume. Nothing is written before."));
  }

  /** Nobody says anything any more; only what is found is certain. */
  private Settled forgotten(int from, int to, List<Receipt> known) {
    Map<Integer, Position> places = find(from, to, known);
    List<Receipt> receipts = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      Position place = places.get(i);
      receipts.add(
          place != null
              ? sent(i, place)
              : receipt(i, Receipt.Outcome.UNKNOWN, Optional.empty(), Optional.of(FORGOTTEN)));
    }
    return new Settled(receipts, to);
  }

  private Receipt sent(int index, Position place) {
    return receipt(index, Receipt.Outcome.SENT, Optional.of(place), Optional.empty());
  }

  private Receipt receipt(
      int index, Receipt.Outcome outcome, Optional<Position> place, Optional<String> why) {
    return new Receipt(
        index,
        outcome,
        plan.records().get(index).target(),
        place,
        why,
        outcome == Receipt.Outcome.SENT ? changedTo(index) : Optional.empty());
  }

  /** What it was changed to; empty where it was not, or its dead letter is gone since. */
  private Optional<String> changedTo(int index) {
    boolean changed =
        !plan.policy().change().isNone() || plan.records().get(index).edit().isPresent();
    return changed && rebuilder.rebuild(index) instanceof Rebuilt.Ready ready
        ? ready.changed().map(Rebuilt.Changed::digest)
        : Optional.empty();
  }

  /** Looks for records by the key in their header, behind those whose place is known. */
  private Map<Integer, Position> find(int from, int to, List<Receipt> known) {
    Map<Integer, Position> found = new HashMap<>();
    String prefix = plan.policy().prefix();
    if (prefix.isEmpty() || route.to().isEmpty()) {
      return found;
    }
    Connector connector = route.to().get();
    Map<String, Integer> wanted = indexes(from, to);
    Map<String, Map<Integer, Long>> starts = starts(plan.ends(), known);
    for (StreamRef stream :
        plan.records().subList(from, to).stream()
            .map(PlannedRecord::target)
            .distinct()
            .map(route::target)
            .toList()) {
      if (isOfEntries(stream)) {
        find(stream, entriesAfter(stream, known), wanted, found);
        continue;
      }
      for (StreamEnds of : connector.ends(List.of(stream))) {
        for (PartitionEnds partition : of.partitions()) {
          int number = partition.partition().partition();
          long start =
              Math.max(
                  partition.logStart(),
                  starts.getOrDefault(stream.name(), Map.of()).getOrDefault(number, 0L));
          if (start < partition.end()) {
            find(stream, new TailFrom.At(new Position.Offset(number, start)), wanted, found);
          }
        }
      }
    }
    return found;
  }

  private boolean isOfEntries(StreamRef stream) {
    return route.toPort().replayTarget(stream).map(ReplayTarget::kind).orElse(StreamKind.TOPIC)
        == StreamKind.REDIS_STREAM;
  }

  /** Behind the last entry that is known to be one of the job's. */
  private static TailFrom entriesAfter(StreamRef stream, List<Receipt> known) {
    return known.stream()
        .filter(receipt -> receipt.stream().equals(stream.name()))
        .flatMap(receipt -> receipt.place().stream())
        .max(OrderedReader::compare)
        .<TailFrom>map(TailFrom.At::new)
        .orElse(new TailFrom.Earliest());
  }

  private static Map<String, Map<Integer, Long>> starts(String ends, List<Receipt> known) {
    Map<String, Map<Integer, Long>> starts = new HashMap<>();
    JsonNode told = JsonMapper.shared().readTree(ends);
    told.properties()
        .forEach(
            stream ->
                stream
                    .getValue()
                    .properties()
                    .forEach(
                        partition ->
                            starts
                                .computeIfAbsent(stream.getKey(), _ -> new HashMap<>())
                                .put(
                                    Integer.parseInt(partition.getKey()),
                                    partition.getValue().asLong())));
    for (Receipt receipt : known) {
      if (receipt.place().orElse(null) instanceof Position.Offset(int partition, long offset)) {
        starts
            .computeIfAbsent(receipt.stream(), _ -> new HashMap<>())
            .merge(partition, offset + 1, Math::max);
      }
    }
    return starts;
  }

  private void find(
      StreamRef stream, TailFrom from, Map<String, Integer> wanted, Map<Integer, Position> found) {
    look(
        stream,
        from,
        ReadIsolation.READ_COMMITTED,
        wanted,
        found::put,
        () -> found.size() >= wanted.size());
  }

  /** Tells {@code found} where each of {@code wanted} is, up to the stream's end as it is now. */
  private void look(
      StreamRef stream,
      TailFrom from,
      ReadIsolation isolation,
      Map<String, Integer> wanted,
      BiConsumer<Integer, Position> found,
      BooleanSupplier isEnough) {
    try (RecordCursor cursor = route.to().orElseThrow().open(List.of(stream), from, isolation)) {
      while (!cursor.reachedOpeningEnd() && !isEnough.getAsBoolean()) {
        for (RecordBatch batch : cursor.poll(POLL).batches()) {
          for (int i = 0; i < batch.count(); i++) {
            Integer index = key(batch.record(i, MOST_KEY_BYTES)).map(wanted::get).orElse(null);
            if (index != null) {
              found.accept(index, batch.position(i));
            }
          }
        }
      }
    }
  }

  /** Of a part of the plan, by the keys that its records are written with. */
  private Map<String, Integer> indexes(int from, int to) {
    Map<String, Integer> indexes = new HashMap<>();
    for (int i = from; i < to; i++) {
      indexes.put(rebuilder.key(plan.records().get(i)), i);
    }
    return indexes;
  }

  private Optional<String> key(StreamRecord record) {
    String name = plan.policy().prefix() + "key";
    for (Header header : record.headers()) {
      if (header.name().equals(name)
          && header.value() instanceof Payload.Bytes(byte[] bytes, int _)) {
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }
}
