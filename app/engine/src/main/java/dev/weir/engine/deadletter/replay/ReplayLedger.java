package dev.weir.engine.deadletter.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * What was brought back, what was about to be, and what became of it: an SQLite file of its own.
 * Whatever a method writes is on the disk when it returns. Several processes may have it open.
 * Thread-safe.
 */
public final class ReplayLedger implements AutoCloseable {
  private static final int BUSY_MILLIS = 10_000;

  private final InstantSource clock;
  private final Connection connection;
  private String seen = "";

  /** The ledger cannot be read or written; then nothing must be written to a broker. */
  public static final class LedgerProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerProblem(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /**
   * Opens or creates the file.
   *
   * @throws LedgerProblem if that cannot be done
   */
  public ReplayLedger(Path file, InstantSource clock) {
    this.clock = clock;
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      var config = new SQLiteConfig();
      config.setBusyTimeout(BUSY_MILLIS);
      var source = new SQLiteDataSource(config);
      source.setUrl("jdbc:sqlite:" + file);
      connection = source.getConnection();
    } catch (IOException | SQLException e) {
      throw new LedgerProblem(
          "The ledger of replays, "
              + file
              + ", cannot be opened: look who owns its folder, and whether the disk is full.",
          e);
    }
    try {
      prepare(file);
    } catch (SQLException e) {
      close();
      throw new LedgerProblem(
          "The ledger of replays, "
              + file
              + ", cannot be read: "
              + e.getMessage()
              + ". Look who owns it, and whether the disk is full. If it is spoilt, put back a copy"
              + " of it, or keep it under another name: a new one is begun, and a plan whose job"
              + " was under way goes on from what the broker has.",
          e);
    } catch (LedgerProblem e) {
      close();
      throw e;
    }
  }

  private void prepare(Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      // Each commit waits for the disk: what is about to be done must be known after a power cut.
      statement.execute("PRAGMA synchronous = FULL");
    }
    with(
        db -> {
          LedgerTables.prepare(db, file);
          return true;
        });
  }

  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Writes, all or nothing; whoever else writes is waited for. */
  private synchronized <T> T with(Work<T> work) {
    boolean begun = false;
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      begun = true;
      T result = work.on(connection);
      statement.execute("COMMIT");
      begun = false;
      return result;
    } catch (SQLException e) {
      throw unusable(e);
    } finally {
      if (begun) {
        rollBack();
      }
    }
  }

  private void rollBack() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException _) {
      // A failed commit may have rolled back already; what went wrong first is what is told.
    }
  }

  /**
   * Reads in one statement: what other processes write meanwhile neither waits nor is waited for.
   */
  private synchronized <T> T read(Work<T> work) {
    try {
      return work.on(connection);
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  private static LedgerProblem unusable(SQLException e) {
    return new LedgerProblem(
        "The ledger of replays cannot be used ("
            + e.getMessage()
            + "): nothing is written"
            + " without it. Check the disk it is on.",
        e);
  }

  /** When dead letters of this plan's stream were brought back before, by where they are. */
  EarlierReplays earlier(Plan plan) {
    return new EarlierReplays(
        this,
        Span.from(plan.cluster(), plan.streamIdentity(), plan.stream().name()),
        row ->
            switch (row.receipt().outcome()) {
              case SENT, UNKNOWN -> Optional.of(row.source());
              case QUARANTINED, HELD -> Optional.empty();
            },
        Comparator.comparingInt(EarlierReplays.Earlier::attempt));
  }

  /** When records were written to a stream by jobs, by where they are there. */
  EarlierReplays writtenTo(String cluster, String stream) {
    return new EarlierReplays(
        this,
        Span.to(cluster, stream),
        row -> row.receipt().stream().equals(stream) ? row.receipt().place() : Optional.empty(),
        // A stream made anew has other records at the same places.
        Comparator.comparing(EarlierReplays.Earlier::at));
  }

  /** A span, with the batch that it is of. */
  record Held(Span span, long batch) {}

  /** All spans of a stream. */
  List<Held> spans(String stream) {
    return read(
        db -> {
          List<Held> spans = new ArrayList<>();
          try (PreparedStatement select =
              db.prepareStatement(
                  "SELECT partition, low, high, receipts FROM span WHERE stream = ?")) {
            select.setString(1, stream);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                spans.add(
                    new Held(
                        new Span(stream, row.getInt(1), row.getLong(2), row.getLong(3)),
                        row.getLong(4)));
              }
            }
          }
          return spans;
        });
  }

  /** What was settled together. */
  record Batch(String job, Instant at, List<PackedReceipts.Row> rows) {}

  /** A batch; empty if it was settled anew since. */
  Optional<Batch> batch(long id) {
    return read(
        db -> {
          try (PreparedStatement select =
              db.prepareStatement("SELECT job, at, packed FROM receipts WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Batch(
                          row.getString(1),
                          Instant.ofEpochMilli(row.getLong(2)),
                          unpack(row.getBytes(3))))
                  : Optional.empty();
            }
          }
        });
  }

  private static List<PackedReceipts.Row> unpack(byte[] packed) throws SQLException {
    try {
      return PackedReceipts.unpack(packed);
    } catch (IOException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }

  /** Jobs over the same stream that are not over. */
  List<Job> unfinished(String cluster, String stream) {
    List<Job> jobs = new ArrayList<>();
    for (Job job : jobs()) {
      if (!job.state().isOver() && job.stream().equals(stream) && cluster(job).equals(cluster)) {
        jobs.add(job);
      }
    }
    return jobs;
  }

  private String cluster(Job job) {
    return text("SELECT cluster FROM job WHERE id = ?", job.id()).orElse("");
  }

  /** Whether anything was written since this was last asked; true the first time. */
  public boolean changed() {
    String now =
        read(
            db -> {
              try (Statement statement = db.createStatement();
                  ResultSet row =
                      statement.executeQuery(
                          "SELECT data_version, total_changes() FROM pragma_data_version")) {
                return row.next() ? row.getLong(1) + "/" + row.getLong(2) : "";
              }
            });
    synchronized (this) {
      boolean changed = !now.equals(seen);
      seen = now;
      return changed;
    }
  }

  /** All jobs, newest first. */
  public List<Job> jobs() {
    return read(db -> jobs(db, null));
  }

  /** A job; empty if the ledger does not know it. */
  public Optional<Job> job(String id) {
    return read(db -> jobs(db, id)).stream().findFirst();
  }

  private static List<Job> jobs(Connection db, @Nullable String id) throws SQLException {
    List<Job> jobs = new ArrayList<>();
    try (PreparedStatement select =
        db.prepareStatement(
            """
            SELECT id, stream, state, why, reason, planned, next, created, changed,
              sent, quarantined, unknown, held FROM job\
            """
                + (id == null ? " ORDER BY created DESC" : " WHERE id = ?"))) {
      if (id != null) {
        select.setString(1, id);
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          jobs.add(
              new Job(
                  row.getString(1),
                  row.getString(2),
                  JobState.valueOf(row.getString(3)),
                  row.getString(4),
                  row.getString(5),
                  row.getInt(6),
                  row.getInt(7),
                  row.getLong(10),
                  row.getLong(11),
                  row.getLong(12),
                  row.getLong(13),
                  Instant.ofEpochMilli(row.getLong(8)),
                  Instant.ofEpochMilli(row.getLong(9))));
        }
      }
    }
    return jobs;
  }

  /** Writes down a job that is about to begin; leaves one alone that is known. */
  void open(Plan plan, String reason) {
    with(
        db -> {
          try (PreparedStatement insert =
              db.prepareStatement(
                  "INSERT INTO job (id, cluster, stream, reason, planned, state, why, wish, next,"
                      + " intent, created, changed) VALUES (?, ?, ?, ?, ?, ?, '', '', 0, 0, ?, ?)"
                      + " ON CONFLICT DO NOTHING")) {
            insert.setString(1, plan.job());
            insert.setString(2, plan.cluster());
            insert.setString(3, plan.stream().name());
            insert.setString(4, reason);
            insert.setInt(5, plan.records().size());
            insert.setString(6, JobState.RUNNING.name());
            insert.setLong(7, clock.millis());
            insert.setLong(8, clock.millis());
            return insert.executeUpdate();
          }
        });
  }

  /** Writes down why a job that is known goes on; what was given before stays where none is. */
  void reason(String job, String reason) {
    if (!reason.isBlank()) {
      update("UPDATE job SET reason = ? WHERE id = ?", reason, job);
    }
  }

  /** Index after the last record that a job may have written. */
  int intent(String job) {
    return read(
        db -> {
          try (PreparedStatement select =
              db.prepareStatement("SELECT intent FROM job WHERE id = ?")) {
            select.setString(1, job);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getInt(1) : 0;
            }
          }
        });
  }

  private Optional<String> text(String sql, String argument) {
    return read(
        db -> {
          try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, argument);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
          }
        });
  }

  /** What somebody wants of a job that may be running elsewhere: "pause", "cancel", or nothing. */
  String wish(String job) {
    return text("SELECT wish FROM job WHERE id = ?", job).orElse("");
  }

  void wish(String job, String wish) {
    update("UPDATE job SET wish = ? WHERE id = ?", wish, job);
  }

  private void update(String sql, String value, String job) {
    with(
        db -> {
          try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setString(1, value);
            update.setString(2, job);
            return update.executeUpdate();
          }
        });
  }

  void state(String job, JobState state, String why) {
    with(
        db -> {
          try (PreparedStatement update =
              db.prepareStatement("UPDATE job SET state = ?, why = ?, changed = ? WHERE id = ?")) {
            update.setString(1, state.name());
            update.setString(2, why);
            update.setLong(3, clock.millis());
            update.setString(4, job);
            return update.executeUpdate();
          }
        });
  }

  /**
   * Writes down in one go what became of records, and which are about to be written.
   *
   * @param receipts of records that have none yet, or whose outcome was unknown
   * @param next all records before it are settled
   * @param intent records before it may be written from now on
   */
  void step(Plan plan, List<Receipt> receipts, int next, int intent) {
    with(
        db -> {
          var tally = new Tally();
          if (!receipts.isEmpty()) {
            takeBack(db, plan, receipts, tally);
            insert(db, plan, clock.millis(), rows(plan, receipts), tally);
          }
          try (PreparedStatement update =
              db.prepareStatement(
                  "UPDATE job SET next = ?, intent = ?, changed = ?, sent = sent + ?,"
                      + " quarantined = quarantined + ?, unknown = unknown + ?, held = held + ?"
                      + " WHERE id = ?")) {
            update.setInt(1, next);
            update.setInt(2, intent);
            update.setLong(3, clock.millis());
            update.setInt(4, tally.of(Receipt.Outcome.SENT));
            update.setInt(5, tally.of(Receipt.Outcome.QUARANTINED));
            update.setInt(6, tally.of(Receipt.Outcome.UNKNOWN));
            update.setInt(7, tally.of(Receipt.Outcome.HELD));
            update.setString(8, plan.job());
            if (update.executeUpdate() != 1) {
              throw new SQLException("the job is not in it");
            }
          }
          return true;
        });
  }

  /** How many more of each outcome there are, or fewer. */
  private static final class Tally {
    private final Map<Receipt.Outcome, Integer> counts = new EnumMap<>(Receipt.Outcome.class);

    void add(Receipt receipt, int by) {
      counts.merge(receipt.outcome(), by, Integer::sum);
    }

    int of(Receipt.Outcome outcome) {
      return counts.getOrDefault(outcome, 0);
    }
  }

  private static List<PackedReceipts.Row> rows(Plan plan, List<Receipt> receipts) {
    List<PackedReceipts.Row> rows = new ArrayList<>(receipts.size());
    for (Receipt receipt : receipts) {
      PlannedRecord record = plan.records().get(receipt.index());
      rows.add(new PackedReceipts.Row(receipt, record.position(), record.attempt()));
    }
    return rows;
  }

  private static void insert(
      Connection db, Plan plan, long at, List<PackedReceipts.Row> rows, Tally tally)
      throws SQLException {
    rows.forEach(row -> tally.add(row.receipt(), 1));
    LedgerTables.insert(
        db,
        plan.job(),
        at,
        rows,
        Span.from(plan.cluster(), plan.streamIdentity(), plan.stream().name()),
        plan.destination().map(Plan.Destination::cluster).orElse(plan.cluster()));
  }

  /** Takes what was known of these records out of the batches that it is in. */
  private static void takeBack(Connection db, Plan plan, List<Receipt> receipts, Tally tally)
      throws SQLException {
    Set<Integer> again = new HashSet<>();
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (Receipt receipt : receipts) {
      again.add(receipt.index());
      first = Math.min(first, receipt.index());
      last = Math.max(last, receipt.index());
    }
    record Known(long id, long at, List<PackedReceipts.Row> rows) {}
    List<Known> known = new ArrayList<>();
    try (PreparedStatement select =
        db.prepareStatement(
            "SELECT id, at, packed FROM receipts WHERE job = ? AND last >= ? AND first <= ?")) {
      select.setString(1, plan.job());
      select.setInt(2, first);
      select.setInt(3, last);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          known.add(new Known(row.getLong(1), row.getLong(2), unpack(row.getBytes(3))));
        }
      }
    }
    for (Known batch : known) {
      List<PackedReceipts.Row> others =
          batch.rows().stream().filter(row -> !again.contains(row.receipt().index())).toList();
      if (others.size() < batch.rows().size()) {
        LedgerTables.delete(db, batch.id());
        batch.rows().forEach(row -> tally.add(row.receipt(), -1));
        if (!others.isEmpty()) {
          insert(db, plan, batch.at(), others, tally);
        }
      }
    }
  }

  /** What became of a job's records, by index. */
  public List<Receipt> receipts(String job) {
    return read(
        db -> {
          List<Receipt> receipts = new ArrayList<>();
          try (PreparedStatement select =
              db.prepareStatement("SELECT packed FROM receipts WHERE job = ? ORDER BY last")) {
            select.setString(1, job);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                unpack(row.getBytes(1)).forEach(one -> receipts.add(one.receipt()));
              }
            }
          }
          // Batches of what was found out later may reach into others.
          receipts.sort(Comparator.comparingInt(Receipt::index));
          return receipts;
        });
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new LedgerProblem("The ledger of replays did not close.", e);
    }
  }
}
