package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.cause.CauseKey;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.dialect.HeaderNumber;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.Payload;
import dev.weir.stream.PendingSource;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.ReplayPort;
import dev.weir.stream.ReplayTarget;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Reads a stream of dead letters as it stands and freezes what is to be brought back. Only reads;
 * blocks; confined to one thread.
 */
public final class Planner {
  private static final Duration POLL = Duration.ofMillis(250);

  private final ReplayRoute route;
  private final Connector connector;
  private final ReplayLedger ledger;
  private final InstantSource clock;

  public Planner(ReplayRoute route, ReplayLedger ledger, InstantSource clock) {
    this.route = route;
    this.connector = route.from();
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param author who plans it
   * @param fourEyes whether another person must approve it
   * @param destination as {@link Plan#destination}
   * @param stream of dead letters
   * @param after what becomes of dead letters that were brought back; empty: as the broker does
   * @param pending the group whose pending entries they are
   * @param words what was asked for, by option
   */
  public record Order(
      Plan.Source from,
      String author,
      boolean fourEyes,
      Optional<Plan.Destination> destination,
      StreamRef stream,
      Optional<Dialect> dialect,
      ReplayPolicy policy,
      Optional<AfterReplay> after,
      Optional<PendingSource> pending,
      Map<String, String> words) {
    public Order {
      words = Map.copyOf(words);
    }
  }

  /** Which dead letters are asked for. */
  public interface Selection {
    /**
     * Whether a record is asked for.
     *
     * @param causeId as {@link CauseKey#id}
     */
    boolean contains(StreamRecord record, DeadLetter letter, String causeId);
  }

  /** More records than a plan holds. */
  public static final class TooMany extends Exception {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("More than " + PlanFile.MOST_RECORDS + " records are asked for: ask for fewer.");
    }
  }

  /**
   * Makes a plan.
   *
   * @param goOn false ends reading; then nothing is planned
   * @return empty if it was ended
   * @throws ConnectorException if the broker goes away or the stream is not there
   */
  public Optional<PlanFile.Sealed> plan(Order order, Selection selection, BooleanSupplier goOn)
      throws TooMany {
    StreamRef stream = order.stream();
    ReplayPort port = route.fromPort();
    ReplayTarget described =
        port.replayTarget(route.source(stream.name()))
            .orElseThrow(
                () ->
                    new ConnectorException(
                        new ConnectorFailure.Missing(
                            "There is no stream " + stream.name() + ".", "Check its name.")));
    Plan draft =
        new Plan(
            "",
            clock.instant(),
            order.from(),
            order.author(),
            order.fourEyes(),
            order.destination(),
            port.clusterId(),
            stream,
            described.identity(),
            order.dialect(),
            order.policy(),
            order
                .after()
                .orElse(
                    order.destination().isPresent()
                        ? AfterReplay.KEEP
                        : port.afterReplay().getFirst()),
            order.pending(),
            order.words(),
            Map.of(),
            "{}",
            List.of());
    long heldBack = port.heldBack(route.source(stream.name()));
    try (var reading = new Reading(draft, selection)) {
      if (!reading.run(goOn)) {
        return Optional.empty();
      }
      if (heldBack > 0) {
        reading.leftOut.put(LeftOut.OPEN_TRANSACTION, heldBack);
      }
      Plan read = draft.with(reading.leftOut, "{}", reading.records());
      return Optional.of(
          PlanFile.seal(read.with(reading.leftOut, Settlement.ends(read, route), read.records())));
    }
  }

  /** One pass over the stream. */
  private final class Reading implements AutoCloseable {
    private final Plan draft;
    private final Selection selection;
    private final DeadLetterReader reader;
    private final RecordDigest digest = new RecordDigest();
    private final Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
    private final List<PlannedRecord> records = new ArrayList<>();
    private final Set<String> origins = new HashSet<>();
    private final Map<String, OrderedReader> sources = new HashMap<>();
    private final EarlierReplays broughtBack;
    private final Map<String, EarlierReplays> writtenTo = new HashMap<>();
    private final Map<String, Optional<String>> names = new HashMap<>();
    private final Map<String, Integer> partitions = new HashMap<>();

    Reading(Plan draft, Selection selection) {
      this.draft = draft;
      this.selection = selection;
      reader = new DeadLetterReader(draft.dialect());
      broughtBack = ledger.earlier(draft);
    }

    List<PlannedRecord> records() {
      records.sort(
          Comparator.comparingInt(
                  (PlannedRecord record) ->
                      record.position() instanceof Position.Offset(int partition, long _)
                          ? partition
                          : 0)
              .thenComparing(PlannedRecord::position, OrderedReader::compare));
      return records;
    }

    boolean run(BooleanSupplier goOn) throws TooMany {
      StreamRef stream = new StreamRef(connector.name(), draft.stream().name());
      List<StreamEnds> ends = connector.ends(List.of(stream));
      Map<Integer, Long> end = new HashMap<>();
      for (StreamEnds of : ends) {
        of.failure()
            .ifPresent(
                failure -> {
                  throw new ConnectorException(failure);
                });
        for (PartitionEnds partition : of.partitions()) {
          end.put(partition.partition().partition(), partition.end());
        }
      }
      try (RecordCursor cursor =
          connector.open(List.of(stream), new TailFrom.Earliest(), ReadIsolation.READ_COMMITTED)) {
        while (!cursor.reachedOpeningEnd()) {
          for (RecordBatch batch : cursor.poll(POLL).batches()) {
            for (int i = 0; i < batch.count(); i++) {
              if (batch.position(i) instanceof Position.Offset(int partition, long offset)
                  && offset >= end.getOrDefault(partition, Long.MAX_VALUE)) {
                continue;
              }
              take(batch.record(i, Integer.MAX_VALUE));
            }
          }
          if (!goOn.getAsBoolean()) {
            return false;
          }
        }
      }
      return true;
    }

    private void take(StreamRecord record) throws TooMany {
      DeadLetter letter = reader.read(record);
      if (!selection.contains(record, letter, CauseKey.of(letter).id())) {
        return;
      }
      Optional<LeftOut> reason = add(record, letter);
      reason.ifPresent(why -> leftOut.merge(why, 1L, Long::sum));
      if (records.size() > PlanFile.MOST_RECORDS) {
        throw new TooMany();
      }
    }

    private Optional<LeftOut> add(StreamRecord record, DeadLetter letter) {
      ReplayPolicy policy = draft.policy();
      if (!policy.asIs() && hasMarksInValue(record, letter)) {
        return Optional.of(LeftOut.MARKS_IN_PAYLOAD);
      }
      Optional<String> origin = letter.origin().flatMap(this::name);
      Optional<String> target = policy.target(origin);
      if (target.isEmpty()) {
        return Optional.of(LeftOut.NO_ORIGIN);
      }
      Optional<Hop> first = letter.oldest();
      if (first.isPresent() && isUnclear(first.get())) {
        return Optional.of(LeftOut.ORIGIN_UNCLEAR);
      }
      Optional<Position> place = first.flatMap(Reading::place);
      Optional<String> born = origin.flatMap(of -> place.map(at -> of + ":" + Rebuilder.place(at)));
      int attempt = 1 + earlierAttempts(record, origin, place);
      Optional<EarlierReplays.Earlier> earlier = broughtBack.at(record.position());
      if (earlier.isPresent()) {
        if (!policy.again()) {
          return Optional.of(LeftOut.ALREADY_REPLAYED);
        }
        attempt = Math.max(attempt, earlier.get().attempt() + 1);
      }
      if (attempt > policy.attempts() && policy.isToOrigin(origin)) {
        return Optional.of(LeftOut.TOO_OFTEN);
      }
      Optional<PlannedRecord.Elsewhere> payload = Optional.empty();
      if (letter.dialect().filter(of -> of == Dialect.SHARE_GROUP).isPresent()) {
        payload = source(origin, place);
        if (payload.isEmpty()
            && record.key().equals(Payload.ABSENT)
            && record.value().equals(Payload.ABSENT)) {
          return Optional.of(LeftOut.PAYLOAD_LOST);
        }
      }
      if (born.isPresent()
          && !origins.add(born.get() + '|' + first.flatMap(Hop::group).orElse(""))) {
        return Optional.of(LeftOut.SAME_RECORD);
      }
      records.add(
          new PlannedRecord(
              record.position(),
              digest.of(record),
              payload,
              born.or(() -> origin),
              target.get(),
              policy.partitionOf(original(target.get(), place)),
              attempt,
              policy.holdKeys() && record.key() instanceof Payload.Bytes(byte[] key, int _)
                  ? Optional.of(RecordDigest.sequence(target.get(), key))
                  : Optional.empty(),
              Optional.empty()));
      return Optional.empty();
    }

    private static boolean hasMarksInValue(StreamRecord record, DeadLetter letter) {
      return letter.dialect().filter(of -> of == Dialect.ENVELOPE).isPresent()
          || (letter.dialect().filter(of -> of == Dialect.SPRING_CLOUD_STREAM).isPresent()
              && record.headers().stream().noneMatch(header -> header.name().startsWith("x-")));
    }

    private static boolean isUnclear(Hop hop) {
      return hop.partition() instanceof HeaderNumber.Ambiguous
          || hop.offset() instanceof HeaderNumber.Ambiguous;
    }

    private static Optional<Position> place(Hop hop) {
      if (hop.entryId().isPresent()) {
        try {
          return Optional.of(PlanFile.entryId(hop.entryId().get()));
        } catch (IllegalArgumentException _) {
          return Optional.empty();
        }
      }
      if (!hop.isAddressed()) {
        return Optional.empty();
      }
      long partition = hop.partition().known().getAsLong();
      long offset = hop.offset().known().getAsLong();
      return partition < 0 || partition > Integer.MAX_VALUE || offset < 0
          ? Optional.empty()
          : Optional.of(new Position.Offset((int) partition, offset));
    }

    /** The stream's name, where the broker knew only its id when the record died. */
    private Optional<String> name(String nameOrId) {
      return names.computeIfAbsent(
          nameOrId,
          wanted -> {
            List<StreamInfo> all = connector.streams();
            return all.stream()
                .filter(info -> !info.identity().isEmpty() && info.identity().equals(wanted))
                .map(info -> info.stream().name())
                .findFirst()
                .or(() -> Optional.of(wanted));
          });
    }

    private OptionalInt original(String target, Optional<Position> place) {
      if (place.isEmpty()
          || !(place.get() instanceof Position.Offset(int partition, long _))
          || !(draft.policy().partition() instanceof ReplayPolicy.Partition.Original)) {
        return OptionalInt.empty();
      }
      int count =
          partitions.computeIfAbsent(
              target,
              name ->
                  route
                      .toPort()
                      .replayTarget(route.target(name))
                      .map(ReplayTarget::partitions)
                      .orElse(0));
      return partition < count ? OptionalInt.of(partition) : OptionalInt.empty();
    }

    /** How often the record was brought back before it died this time. */
    private int earlierAttempts(
        StreamRecord record, Optional<String> origin, Optional<Position> place) {
      int told = 0;
      String name = draft.policy().prefix() + "attempt";
      for (Header header : record.headers()) {
        if (!draft.policy().prefix().isEmpty()
            && header.name().equals(name)
            && header.value() instanceof Payload.Bytes(byte[] bytes, int _)
            && bytes.length < 6) {
          try {
            told = Math.max(told, Integer.parseInt(new String(bytes, StandardCharsets.UTF_8)));
          } catch (NumberFormatException _) {
            // Not one of ours.
          }
        }
      }
      if (origin.isPresent() && place.isPresent()) {
        // Writers that drop headers name the place that a replay wrote to.
        told =
            Math.max(
                told,
                writtenTo
                    .computeIfAbsent(
                        origin.get(), stream -> ledger.writtenTo(draft.cluster(), stream))
                    .at(place.get())
                    .map(EarlierReplays.Earlier::attempt)
                    .orElse(0));
      }
      return told;
    }

    /** The record that a dead letter without payload was made of. */
    private Optional<PlannedRecord.Elsewhere> source(
        Optional<String> origin, Optional<Position> place) {
      if (origin.isEmpty() || place.isEmpty()) {
        return Optional.empty();
      }
      try {
        return sources
            .computeIfAbsent(
                origin.get(),
                name -> new OrderedReader(connector, new StreamRef(connector.name(), name)))
            .at(place.get())
            .map(
                record ->
                    new PlannedRecord.Elsewhere(origin.get(), place.get(), digest.of(record)));
      } catch (ConnectorException gone) {
        return switch (gone.failure()) {
          case ConnectorFailure.Missing _,
              ConnectorFailure.Unauthorized _,
              ConnectorFailure.Rejected _ ->
              Optional.empty();
          case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> throw gone;
        };
      }
    }

    @Override
    public void close() {
      sources.values().forEach(OrderedReader::close);
    }
  }
}
