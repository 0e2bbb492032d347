package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Body;
import dev.weir.engine.deadletter.change.Changer;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.dialect.FailureHeaders;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.ReplayRecord;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a dead letter the record it is to be again. Checks, the dry run and the run itself go
 * through here, so that what is shown is what is written. Blocks on the broker; confined to one
 * thread.
 */
final class Rebuilder implements AutoCloseable {
  private static final String BAD = "deserialization-failure-";
  private static final String BAD_DATA = BAD + "data";
  private static final String BAD_KEY = BAD + "key-data";
  private static final String BAD_VALUE = BAD + "value-data";
  private static final String BAD_IS_KEY = BAD + "key";

  private static final long FIRST_IDS = Instant.parse("2015-01-01T00:00:00Z").toEpochMilli();

  /** Headers that a replay puts on, at most. */
  private static final int MOST_ADDED = 9;

  private final Plan plan;
  private final ReplayRoute route;
  private final Connector connector;
  private final DeadLetterReader reader;
  private final RecordDigest digest = new RecordDigest();

  /** Whether the plan changes every record. */
  private final boolean changes;

  private final OrderedReader letters;
  private final Map<String, OrderedReader> elsewhere = new HashMap<>();
  private @Nullable Changer changer;

  Rebuilder(Plan plan, ReplayRoute route) {
    this.plan = plan;
    this.route = route;
    this.connector = route.from();
    changes = !plan.policy().change().isNone();
    reader = new DeadLetterReader(plan.dialect());
    letters = new OrderedReader(connector, new StreamRef(connector.name(), plan.stream().name()));
  }

  /**
   * Reads a record of the plan and makes it what it is to be.
   *
   * @throws ConnectorException if the broker does not answer
   */
  Rebuilt rebuild(int index) {
    PlannedRecord planned = plan.records().get(index);
    Optional<StreamRecord> found = letters.at(planned.position());
    if (found.isEmpty()) {
      return new Rebuilt.SetAside("The dead letter has expired or was deleted.");
    }
    StreamRecord dead = found.get();
    if (!digest.of(dead).equals(planned.digest())) {
      return new Rebuilt.SetAside("There is another record at its place than when it was planned.");
    }
    StreamRecord payload = dead;
    if (planned.payload().isPresent()) {
      PlannedRecord.Elsewhere place = planned.payload().get();
      Optional<StreamRecord> source =
          elsewhere
              .computeIfAbsent(
                  place.stream(),
                  name -> new OrderedReader(connector, new StreamRef(connector.name(), name)))
              .at(place.position());
      if (source.isEmpty() || !digest.of(source.get()).equals(place.digest())) {
        return new Rebuilt.SetAside("The record that it was made of is gone: its payload is lost.");
      }
      payload = source.get();
    }
    return ready(index, planned, dead, payload);
  }

  private Rebuilt ready(int index, PlannedRecord planned, StreamRecord dead, StreamRecord payload) {
    ReplayPolicy policy = plan.policy();
    DeadLetter letter = reader.read(dead);
    FailureHeaders failure = FailureHeaders.of(letter);
    boolean entry = dead.position() instanceof Position.EntryId;
    List<Header> kept = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (Header header : payload.headers()) {
      String name = header.name();
      boolean strip =
          policy.dropped().contains(name)
              || ((failure.contains(name) || isOwn(name)) && !policy.kept().contains(name));
      if (strip) {
        removed.add(name);
      } else {
        kept.add(header);
      }
    }
    if (entry && kept.isEmpty()) {
      return new Rebuilt.SetAside("Nothing but the marks of its failure is in the entry.");
    }
    Payload key = entry ? Payload.ABSENT : rawOf(dead, BAD_KEY, true).orElse(payload.key());
    Payload value = entry ? Payload.ABSENT : rawOf(dead, BAD_VALUE, false).orElse(payload.value());
    Optional<Rebuilt.Changed> changed = Optional.empty();
    if (planned.edit().isPresent() || changes) {
      var before = new Body(key, value, kept);
      switch (change(planned, dead, before)) {
        case Changer.Outcome.Done(Body after) -> {
          changed = changes(before, after);
          key = after.key();
          value = after.value();
          kept = after.headers();
        }
        case Changer.Outcome.Refused(String why) -> {
          return new Rebuilt.SetAside(why, Optional.of(before));
        }
      }
    }
    List<Header> headers = new ArrayList<>(kept.size() + MOST_ADDED);
    headers.addAll(kept);
    List<String> added = new ArrayList<>();
    if (!policy.prefix().isEmpty()) {
      add(headers, added, "job", plan.job());
      add(headers, added, "key", key(planned));
      add(headers, added, "attempt", Integer.toString(planned.attempt()));
      add(headers, added, "source", plan.stream().name() + ":" + place(planned.position()));
      if (planned.origin().isPresent()) {
        add(headers, added, "origin", planned.origin().get());
      }
      OptionalLong born = born(letter, payload, planned);
      if (born.isPresent()) {
        add(headers, added, "original-timestamp", Long.toString(born.getAsLong()));
      }
      if (changed.isPresent()) {
        add(headers, added, "edited", "true");
        add(headers, added, "digest-before", planned.payloadDigest());
        add(headers, added, "digest-after", changed.get().digest());
      }
    }
    OptionalLong timestamp =
        policy.keepTimestamps() ? born(letter, payload, planned) : OptionalLong.empty();
    var record = new NewRecord(planned.targetPartition(), timestamp, key, value, headers);
    String kind = plan.destination().map(to -> to.at().kind()).orElse("");
    if (entry && kind.equals("kafka")) {
      Optional<NewRecord> translated = Translation.toTopic(record, added.size());
      if (translated.isEmpty()) {
        return new Rebuilt.SetAside(
            "It has two fields of one name, which a record of a topic cannot hold.");
      }
      record = translated.get();
    } else if (!entry && kind.equals("redis")) {
      record = Translation.toEntry(record, added.size());
    }
    return new Rebuilt.Ready(
        new ReplayRecord(index, planned.position(), route.target(planned.target()), record),
        removed,
        added,
        changed);
  }

  private Changer.Outcome change(PlannedRecord planned, StreamRecord dead, Body before) {
    boolean entry = dead.position() instanceof Position.EntryId;
    if (planned.edit().isEmpty()) {
      return changer(entry).change(dead, before);
    }
    Body after = planned.edit().get().of(before);
    return entry && after.headers().isEmpty()
        ? new Changer.Outcome.Refused("No field is left of it as it was edited.")
        : new Changer.Outcome.Done(after);
  }

  private Optional<Rebuilt.Changed> changes(Body before, Body after) {
    return after.equals(before)
        ? Optional.empty()
        : Optional.of(new Rebuilt.Changed(before, after, digest.of(after)));
  }

  /** Made when it is first needed: it may load a language. */
  private Changer changer(boolean entries) {
    Changer made = changer;
    if (made == null) {
      made =
          switch (Changer.of(plan.policy().change(), plan.policy().prefix(), entries)) {
            case Changer.Made.Ready(Changer ready) -> ready;
            case Changer.Made.Problem(String why) ->
                throw new ConnectorException(
                    new ConnectorFailure.Rejected(
                        "The plan's change cannot be read: " + why, "Make the plan anew."));
          };
      changer = made;
    }
    return made;
  }

  /** What an earlier replay put on. */
  private boolean isOwn(String name) {
    String prefix = plan.policy().prefix();
    return !prefix.isEmpty() && name.startsWith(prefix);
  }

  private void add(List<Header> headers, List<String> added, String name, String value) {
    String header = plan.policy().prefix() + name;
    headers.add(new Header(header, Payload.of(value.getBytes(StandardCharsets.UTF_8))));
    added.add(header);
  }

  String key(PlannedRecord planned) {
    return digest.key(
        plan.cluster(),
        plan.streamIdentity() + plan.stream().name(),
        planned.position(),
        planned.attempt());
  }

  static String place(Position position) {
    return position instanceof Position.Offset(int partition, long offset)
        ? partition + ":" + offset
        : position.toString();
  }

  /** When the record was made, before it died. */
  private static OptionalLong born(DeadLetter letter, StreamRecord payload, PlannedRecord planned) {
    if (planned.payload().isEmpty() && letter.oldest().isPresent()) {
      OptionalLong told = letter.oldest().get().timestampMillis();
      if (told.isPresent() && told.getAsLong() >= 0) {
        return told;
      }
      Optional<Long> added = letter.oldest().get().entryId().flatMap(Rebuilder::added);
      if (added.isPresent()) {
        return OptionalLong.of(added.get());
      }
    }
    return payload.timestampType() == TimestampType.NONE || payload.timestampMillis() < 0
        ? OptionalLong.empty()
        : OptionalLong.of(payload.timestampMillis());
  }

  /** When a Redis entry was added, where its id is a time: no Redis had streams before 2015. */
  private static Optional<Long> added(String entryId) {
    try {
      return Optional.of(PlanFile.entryId(entryId).millis()).filter(millis -> millis >= FIRST_IDS);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Bytes that a reader could not understand. SmallRye hands on null in their place, and the bytes
   * in a header.
   */
  private static Optional<Payload> rawOf(StreamRecord dead, String name, boolean key) {
    if (!isBad(dead)) {
      return Optional.empty();
    }
    Optional<Payload> exact = header(dead, name);
    if (exact.isPresent()) {
      return exact;
    }
    Optional<Payload> either = header(dead, BAD_DATA);
    boolean isKey = header(dead, BAD_IS_KEY).filter(Rebuilder::isTrue).isPresent();
    return either.filter(_ -> isKey == key);
  }

  private static boolean isBad(StreamRecord dead) {
    for (Header header : dead.headers()) {
      if (header.name().startsWith(BAD)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTrue(Payload payload) {
    return payload instanceof Payload.Bytes(byte[] bytes, int _)
        && new String(bytes, StandardCharsets.UTF_8).equals("true");
  }

  private static Optional<Payload> header(StreamRecord record, String name) {
    return record.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .filter(value -> value instanceof Payload.Bytes)
        .findFirst();
  }

  @Override
  public void close() {
    letters.close();
    elsewhere.values().forEach(OrderedReader::close);
  }
}
