package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.PendingSource;
import dev.weir.stream.ReplayJob;
import dev.weir.stream.StreamRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is to be brought back, and how: immutable, and the same on every machine. Its hash names the
 * job, so that a plan that was run, or half run, is known again.
 *
 * @param hash SHA-256 of the file, in hexadecimal
 * @param created when it was made
 * @param from the connection it was made with: name, kind and address, no secret
 * @param author who made it, as the system names them; empty in plans of before that was kept
 * @param fourEyes whether another person must approve it before it is run
 * @param destination the other server that records go to; empty: the one the dead letters are on
 * @param cluster what tells the cluster from others
 * @param stream the stream of dead letters
 * @param streamIdentity what tells it from one created later under its name; empty where the broker
 *     has no such
 * @param dialect the dialect it was read in, if it was pinned
 * @param after what becomes of a dead letter that was brought back
 * @param pending the group whose pending entries they are; empty: they are not chosen by that
 * @param selection what was asked for, in words, by option
 * @param leftOut how many records were asked for and are not in it, by reason
 * @param ends where the stream and all targets ended when it was made, as {@link Settlement#ends}
 * @param records in the order in which they are written
 */
public record Plan(
    String hash,
    Instant created,
    Source from,
    String author,
    boolean fourEyes,
    Optional<Destination> destination,
    String cluster,
    StreamRef stream,
    String streamIdentity,
    Optional<Dialect> dialect,
    ReplayPolicy policy,
    AfterReplay after,
    Optional<PendingSource> pending,
    Map<String, String> selection,
    Map<LeftOut, Long> leftOut,
    String ends,
    List<PlannedRecord> records) {
  private static final int JOB_CHARS = 16;

  /** Where it was made. */
  public record Source(String connection, String kind, String address) {}

  /**
   * Another server, or a file.
   *
   * @param at connection, kind and address; of a file the kind is {@link #FILE}, and the address
   *     its path
   * @param cluster what tells it from others
   */
  public record Destination(Source at, String cluster) {
    /** The kind of a destination that is a file. */
    public static final String FILE = "file";

    public boolean isFile() {
      return at.kind().equals(FILE);
    }
  }

  public Plan {
    selection = Map.copyOf(selection);
    leftOut = Map.copyOf(leftOut);
    records = List.copyOf(records);
  }

  /** The id of the job that runs it. */
  public String job() {
    return hash.substring(0, JOB_CHARS);
  }

  /** What a lane is opened for. */
  ReplayJob replayJob(ReplayRoute route) {
    return new ReplayJob(
        job(),
        route.source(stream.name()),
        targets().stream().map(route::target).collect(Collectors.toSet()),
        after,
        pending,
        destination.isPresent());
  }

  /** The connection that is written to; empty for a file, or one that is not saved. */
  public Optional<String> writtenConnection() {
    return Optional.of(destination.map(Destination::at).orElse(from))
        .filter(at -> !at.kind().equals(Destination.FILE) && !at.connection().isEmpty())
        .map(Source::connection);
  }

  /** The same with other records. */
  Plan with(Map<LeftOut, Long> reasons, String endsNow, List<PlannedRecord> planned) {
    return copy(hash, author, reasons, endsNow, planned);
  }

  /** The same with other records, by another author. */
  Plan edited(String by, List<PlannedRecord> planned) {
    return copy(hash, by, leftOut, ends, planned);
  }

  /** The same, known by its hash. */
  Plan sealed(String sha256) {
    return copy(sha256, author, leftOut, ends, records);
  }

  private Plan copy(
      String sha256,
      String by,
      Map<LeftOut, Long> reasons,
      String endsNow,
      List<PlannedRecord> planned) {
    return new Plan(
        sha256,
        created,
        from,
        by,
        fourEyes,
        destination,
        cluster,
        stream,
        streamIdentity,
        dialect,
        policy,
        after,
        pending,
        selection,
        reasons,
        endsNow,
        planned);
  }

  /** Streams that records go to, by name. */
  public List<String> targets() {
    return records.stream().map(PlannedRecord::target).distinct().sorted().toList();
  }
}
