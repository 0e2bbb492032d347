package dev.weir.engine.deadletter.dialect;

import dev.weir.engine.deadletter.dialect.Marks.Mark;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRoles;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the failures that a record tells of. Thread-safe; decides by header names, then by the
 * dialect's encodings, and tries nothing that could run code of the record.
 */
public final class DeadLetterReader {
  /** Writers that put their headers before those that were there. */
  private static final Set<Dialect> WRITES_IN_FRONT =
      EnumSet.of(Dialect.SMALLRYE, Dialect.SMALLRYE_RETRY, Dialect.SMALLRYE_DESERIALIZATION);

  /** Writers that append where the record came from, but replace why it failed. */
  private static final Set<Dialect> REPLACES_EXCEPTION =
      EnumSet.of(Dialect.SPRING_KAFKA, Dialect.SPRING_RETRYABLE_TOPIC);

  private static final Set<Part> ORIGIN =
      EnumSet.of(Part.STREAM, Part.PARTITION, Part.OFFSET, Part.TIMESTAMP, Part.GROUP);

  /** What SmallRye keeps once for all attempts, behind the record's own headers. */
  private static final Set<Part> OF_THE_NEWEST =
      EnumSet.of(Part.ATTEMPTS, Part.TIMESTAMP, Part.FACT);

  private final @Nullable Dialect pinned;

  /** Finds out the dialect by itself. */
  public DeadLetterReader() {
    this(Optional.empty());
  }

  /**
   * @param pinned the dialect that the user knows the stream to be written in: marks of others are
   *     not read, and numbers are read as it writes them
   */
  public DeadLetterReader(Optional<Dialect> pinned) {
    this.pinned = pinned.orElse(null);
  }

  /** What the record tells; nothing, if it bears no mark of a failure. */
  public DeadLetter read(StreamRecord record) {
    if (record.position() instanceof Position.EntryId) {
      return RedisEntries.read(record, pinned);
    }
    List<Header> headers = record.headers();
    DeadLetter told = fromHeaders(headers);
    if (!told.hops().isEmpty()) {
      return told;
    }
    List<Header> embedded = EmbeddedHeaders.of(record.value());
    if (!embedded.isEmpty() && isWanted(Dialect.SPRING_CLOUD_STREAM)) {
      return fromEmbedded(embedded);
    }
    if (isWanted(Dialect.ENVELOPE)) {
      return Envelopes.read(record.value());
    }
    return DeadLetter.SILENT;
  }

  private boolean isWanted(Dialect dialect) {
    return pinned == null || pinned == dialect;
  }

  private DeadLetter fromHeaders(List<Header> headers) {
    Signs signs = Signs.of(headers);
    Map<Dialect, List<Block>> blocks = new EnumMap<>(Dialect.class);
    List<Marked> newest = new ArrayList<>();
    for (int index = 0; index < headers.size(); index++) {
      Header header = headers.get(index);
      Mark mark = Marks.of(header.name());
      if (mark == null) {
        continue;
      }
      mark = signs.settled(header.name(), mark, pinned);
      if (!isWanted(mark.dialect())) {
        continue;
      }
      if (belongsToNewest(mark)) {
        newest.add(new Marked(header, mark, index));
      } else {
        add(blocks, header, mark, index);
      }
    }
    for (Marked marked : newest) {
      List<Block> all = blocks.computeIfAbsent(marked.mark().dialect(), _ -> new ArrayList<>(1));
      if (all.isEmpty()) {
        all.add(new Block(marked.mark().dialect(), marked.index(), pinned != null));
      }
      Block block = WRITES_IN_FRONT.contains(dialect(all)) ? all.getFirst() : all.getLast();
      add(block, marked.header(), marked.mark(), true);
    }
    blocks.values().removeIf(of -> !isFailure(of));
    return blocks.isEmpty() ? DeadLetter.SILENT : ordered(blocks);
  }

  /** A header on its way to the block it belongs to. */
  private record Marked(Header header, Mark mark, int index) {}

  private static Dialect dialect(List<Block> all) {
    return all.getFirst().dialect();
  }

  /**
   * Spring replaces why a record failed, and writes that before where it came from; SmallRye counts
   * attempts in one header for all of them.
   */
  private static boolean belongsToNewest(Mark mark) {
    return (REPLACES_EXCEPTION.contains(mark.dialect()) && !ORIGIN.contains(mark.part()))
        || (WRITES_IN_FRONT.contains(mark.dialect()) && OF_THE_NEWEST.contains(mark.part()));
  }

  private void add(Map<Dialect, List<Block>> blocks, Header header, Mark mark, int index) {
    List<Block> all = blocks.computeIfAbsent(mark.dialect(), _ -> new ArrayList<>(2));
    if (all.isEmpty() || all.getLast().hasHeader(header.name())) {
      all.add(new Block(mark.dialect(), index, pinned != null));
    }
    add(all.getLast(), header, mark, false);
  }

  private static void add(Block block, Header header, Mark mark, boolean replaces) {
    byte[] bytes = header.value() instanceof Payload.Bytes(byte[] some, int _) ? some : null;
    block.add(header.name(), mark.part(), mark.encoding(), bytes, replaces);
  }

  /** Words such as "attempts" alone are no sign of a failure. */
  private static boolean isFailure(List<Block> blocks) {
    for (Block block : blocks) {
      if (block.dialect() == Dialect.SMALLRYE_DESERIALIZATION
          || block.has(Part.STREAM)
          || block.has(Part.EXCEPTION)
          || block.has(Part.MESSAGE)
          || block.has(Part.CAUSE)) {
        return true;
      }
    }
    return false;
  }

  private static DeadLetter ordered(Map<Dialect, List<Block>> blocks) {
    List<Block> inFront = new ArrayList<>();
    List<Block> appended = new ArrayList<>();
    blocks.forEach(
        (dialect, of) -> (WRITES_IN_FRONT.contains(dialect) ? inFront : appended).addAll(of));
    inFront.sort(Comparator.comparingInt(Block::firstIndex).reversed());
    appended.sort(Comparator.comparingInt(Block::firstIndex));
    List<Hop> early = hops(inFront);
    List<Hop> late = hops(appended);
    if (early.isEmpty() || late.isEmpty()) {
      early.addAll(late);
      return new DeadLetter(early, true);
    }
    // Who read from a stream of retries or dead letters came after who read from a stream of data.
    boolean frontFromFailures = readFromFailures(early.getFirst());
    boolean appendedFromFailures = readFromFailures(late.getFirst());
    List<Hop> all = new ArrayList<>();
    boolean appendedFirst = frontFromFailures && !appendedFromFailures;
    all.addAll(appendedFirst ? late : early);
    all.addAll(appendedFirst ? early : late);
    return new DeadLetter(all, frontFromFailures != appendedFromFailures);
  }

  private static List<Hop> hops(List<Block> blocks) {
    List<Hop> hops = new ArrayList<>(blocks.size());
    for (Block block : blocks) {
      hops.add(block.hop());
    }
    return hops;
  }

  private static boolean readFromFailures(Hop hop) {
    return hop.stream()
        .map(StreamRoles::ofName)
        .filter(role -> role == StreamRole.DEAD_LETTER || role == StreamRole.RETRY)
        .isPresent();
  }

  private static DeadLetter fromEmbedded(List<Header> headers) {
    Block block = new Block(Dialect.SPRING_CLOUD_STREAM, 0, false);
    for (Header header : headers) {
      Mark mark = Marks.of(header.name());
      if (mark != null
          && mark.dialect() == Dialect.SPRING_CLOUD_STREAM
          && header.value() instanceof Payload.Bytes(byte[] bytes, int _)) {
        // Inside the payload they are JSON, so numbers are digits.
        Encoding encoding = mark.encoding() == Encoding.TEXT ? Encoding.TEXT : Encoding.DECIMAL;
        block.add(header.name(), mark.part(), encoding, bytes, true);
      }
    }
    return block.has(Part.STREAM) || block.has(Part.EXCEPTION)
        ? new DeadLetter(Collections.singletonList(block.hop()), true)
        : DeadLetter.SILENT;
  }

  /** What decides between writers that use the same names. */
  private record Signs(
      boolean cloudStream, boolean springKafka, boolean retryable, boolean smallRye) {
    static Signs of(List<Header> headers) {
      boolean cloudStream = false;
      boolean springKafka = false;
      boolean retryable = false;
      boolean smallRye = false;
      for (Header header : headers) {
        switch (header.name()) {
          case "x-exception-fqcn", "x-exception-stacktrace", "x-original-timestamp-type" ->
              cloudStream = true;
          case "kafka_dlt-original-topic", "kafka_dlt-exception-fqcn" -> springKafka = true;
          case "kafka_original-topic", "retry_topic-attempts" -> retryable = true;
          case "dead-letter-topic" -> smallRye = true;
          default -> {}
        }
      }
      return new Signs(cloudStream, springKafka, retryable, smallRye);
    }

    Mark settled(String name, Mark mark, @Nullable Dialect pinned) {
      if (mark.dialect() == Dialect.SPRING_CLOUD_STREAM
          && (pinned == Dialect.PLAIN || (pinned == null && !cloudStream))) {
        Part part = Marks.handWritten(name);
        if (part == null) {
          part = mark.part();
        }
        return new Mark(
            Dialect.PLAIN, part, part == Part.TIMESTAMP ? Encoding.TIME : Encoding.GUESS);
      }
      // The reader's own failure and its way to the dead letters are one death.
      if (mark.dialect() == Dialect.SMALLRYE_DESERIALIZATION && smallRye && pinned == null) {
        return new Mark(
            Dialect.SMALLRYE,
            Part.FACT,
            mark.encoding() == Encoding.OPAQUE ? Encoding.OPAQUE : Encoding.TEXT);
      }
      // There is no other form of this name, so both of Spring's writers use it.
      if (name.equals("kafka_dlt-original-consumer-group")
          && (pinned == Dialect.SPRING_RETRYABLE_TOPIC || (retryable && !springKafka))) {
        return new Mark(Dialect.SPRING_RETRYABLE_TOPIC, Part.GROUP, Encoding.TEXT);
      }
      return mark;
    }
  }
}
