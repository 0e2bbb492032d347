package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Position;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * What was brought back, what was about to be, and what became of it: an SQLite file of its own.
 * Whatever a method writes is on the disk when it returns. Several processes may have it open.
 * Thread-safe.
 */
public final class ReplayLedger implements AutoCloseable {
  private static final int APPLICATION_ID = 0x57524c47;
  private static final int VERSION = 2;
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
      throw new LedgerProblem("The ledger of replays, " + file + ", cannot be opened.", e);
    }
    try {
      prepare(file);
    } catch (SQLException e) {
      close();
      throw new LedgerProblem("The ledger of replays, " + file + ", cannot be read.", e);
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
          makeTables(db, file);
          return true;
        });
  }

  private static void makeTables(Connection db, Path file) throws SQLException {
    try (Statement statement = db.createStatement()) {
      long version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getLong(1);
      }
      if (version > VERSION) {
        throw new LedgerProblem(
            "The ledger of replays, " + file + ", was written by a newer Weir: use that.",
            new IllegalStateException("version " + version));
      }
      if (version == 0) {
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS job (
              id TEXT PRIMARY KEY, cluster TEXT NOT NULL, stream TEXT NOT NULL,
              reason TEXT NOT NULL, planned INTEGER NOT NULL,
              state TEXT NOT NULL, why TEXT NOT NULL, wish TEXT NOT NULL,
              next INTEGER NOT NULL, intent INTEGER NOT NULL,
              created INTEGER NOT NULL, changed INTEGER NOT NULL)\
            """);
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS record (
              job TEXT NOT NULL, number INTEGER NOT NULL, source TEXT NOT NULL,
              attempt INTEGER NOT NULL, outcome TEXT NOT NULL, stream TEXT NOT NULL,
              place TEXT, why TEXT, at INTEGER NOT NULL,
              PRIMARY KEY (job, number)) WITHOUT ROWID\
            """);
        statement.execute("CREATE INDEX IF NOT EXISTS record_source ON record (source)");
        statement.execute("CREATE INDEX IF NOT EXISTS record_place ON record (stream, place)");
      }
      if (version < 2) {
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS changed (
              job TEXT NOT NULL, number INTEGER NOT NULL, after TEXT NOT NULL,
              PRIMARY KEY (job, number)) WITHOUT ROWID\
            """);
        statement.execute("PRAGMA user_version = " + VERSION);
      }
    }
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

  /** What tells a dead letter from all others, in every plan. */
  static String source(Plan plan, Position position) {
    return plan.cluster()
        + '|'
        + plan.streamIdentity()
        + '|'
        + plan.stream().name()
        + '|'
        + position;
  }

  /** An earlier time that a dead letter was brought back. */
  record Earlier(String job, int attempt, Instant at) {}

  /** The last time that this dead letter was written, or may have been. */
  Optional<Earlier> earlier(String source) {
    return read(
        db -> {
          try (PreparedStatement select =
              db.prepareStatement(
                  "SELECT job, attempt, at FROM record WHERE source = ?"
                      + " AND outcome NOT IN (?, ?) ORDER BY attempt DESC LIMIT 1")) {
            select.setString(1, source);
            select.setString(2, Receipt.Outcome.QUARANTINED.name());
            select.setString(3, Receipt.Outcome.HELD.name());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Earlier(
                          row.getString(1), row.getInt(2), Instant.ofEpochMilli(row.getLong(3))))
                  : Optional.empty();
            }
          }
        });
  }

  /** The time that a record at this place of a stream was written there by a job. */
  Optional<Earlier> writtenAt(String cluster, String stream, String place) {
    return read(
        db -> {
          try (PreparedStatement select =
              db.prepareStatement(
                  "SELECT r.job, r.attempt, r.at FROM record r JOIN job j ON j.id = r.job"
                      + " WHERE r.stream = ? AND r.place = ? AND j.cluster = ?"
                      + " ORDER BY r.at DESC LIMIT 1")) {
            select.setString(1, stream);
            select.setString(2, place);
            select.setString(3, cluster);
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Earlier(
                          row.getString(1), row.getInt(2), Instant.ofEpochMilli(row.getLong(3))))
                  : Optional.empty();
            }
          }
        });
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
              (SELECT count(*) FROM record WHERE job = id AND outcome = 'SENT'),
              (SELECT count(*) FROM record WHERE job = id AND outcome = 'QUARANTINED'),
              (SELECT count(*) FROM record WHERE job = id AND outcome = 'UNKNOWN'),
              (SELECT count(*) FROM record WHERE job = id AND outcome = 'HELD')
            FROM job\
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
                  "INSERT INTO job VALUES (?, ?, ?, ?, ?, ?, '', '', 0, 0, ?, ?)"
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
    with(
        db -> {
          try (PreparedStatement update =
              db.prepareStatement("UPDATE job SET wish = ? WHERE id = ?")) {
            update.setString(1, wish);
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
          try (PreparedStatement insert =
              db.prepareStatement("INSERT OR REPLACE INTO record VALUES (?,?,?,?,?,?,?,?,?)")) {
            long now = clock.millis();
            for (Receipt receipt : receipts) {
              PlannedRecord record = plan.records().get(receipt.index());
              insert.setString(1, plan.job());
              insert.setInt(2, receipt.index());
              insert.setString(3, source(plan, record.position()));
              insert.setInt(4, record.attempt());
              insert.setString(5, receipt.outcome().name());
              insert.setString(6, receipt.stream());
              insert.setString(7, receipt.place().orElse(null));
              insert.setString(8, receipt.why().orElse(null));
              insert.setLong(9, now);
              insert.addBatch();
            }
            if (!receipts.isEmpty()) {
              insert.executeBatch();
            }
          }
          insertChanged(db, plan.job(), receipts);
          try (PreparedStatement update =
              db.prepareStatement(
                  "UPDATE job SET next = ?, intent = ?, changed = ? WHERE id = ?")) {
            update.setInt(1, next);
            update.setInt(2, intent);
            update.setLong(3, clock.millis());
            update.setString(4, plan.job());
            if (update.executeUpdate() != 1) {
              throw new SQLException("the job is not in it");
            }
          }
          return true;
        });
  }

  private static void insertChanged(Connection db, String job, List<Receipt> receipts)
      throws SQLException {
    List<Receipt> changed = receipts.stream().filter(it -> it.changedTo().isPresent()).toList();
    if (changed.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        db.prepareStatement("INSERT OR REPLACE INTO changed VALUES (?, ?, ?)")) {
      for (Receipt receipt : changed) {
        insert.setString(1, job);
        insert.setInt(2, receipt.index());
        insert.setString(3, receipt.changedTo().orElseThrow());
        insert.addBatch();
      }
      int[] unused = insert.executeBatch();
    }
  }

  /** What became of a job's records, by index. */
  public List<Receipt> receipts(String job) {
    return receipts(job, 0);
  }

  List<Receipt> receipts(String job, int from) {
    return read(
        db -> {
          List<Receipt> receipts = new ArrayList<>();
          try (PreparedStatement select =
              db.prepareStatement(
                  "SELECT number, outcome, stream, place, why, after"
                      + " FROM record LEFT JOIN changed USING (job, number)"
                      + " WHERE job = ? AND number >= ? ORDER BY number")) {
            select.setString(1, job);
            select.setInt(2, from);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                receipts.add(
                    new Receipt(
                        row.getInt(1),
                        Receipt.Outcome.valueOf(row.getString(2)),
                        row.getString(3),
                        Optional.ofNullable(row.getString(4)),
                        Optional.ofNullable(row.getString(5)),
                        Optional.ofNullable(row.getString(6))));
              }
            }
          }
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
