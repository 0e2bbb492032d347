package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Position;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tables of the ledger: jobs, what became of their records batch by batch, and the spans by which a
 * record's batch is found. Confined to the transaction it is called in.
 */
final class LedgerTables {
  private static final int APPLICATION_ID = 0x57524c47;
  private static final int VERSION = 3;

  /** Rows of before version 3 are packed so many at a time. */
  private static final int PACKED_AT_ONCE = 3_000;

  private LedgerTables() {}

  /**
   * Makes what is not there, and of what an earlier Weir wrote what this one reads.
   *
   * @throws ReplayLedger.LedgerProblem if a newer one wrote it
   */
  static void prepare(Connection db, Path file) throws SQLException {
    long version;
    try (Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      version = row.getLong(1);
    }
    if (version > VERSION) {
      throw new ReplayLedger.LedgerProblem(
          "The ledger of replays, " + file + ", was written by a newer Weir: use that.",
          new IllegalStateException("version " + version));
    }
    if (version == VERSION) {
      return;
    }
    make(db);
    if (version > 0) {
      pack(db, version);
    }
    try (Statement statement = db.createStatement()) {
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      statement.execute("PRAGMA user_version = " + VERSION);
    }
  }

  private static void make(Connection db) throws SQLException {
    try (Statement statement = db.createStatement()) {
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS job (
            id TEXT PRIMARY KEY, cluster TEXT NOT NULL, stream TEXT NOT NULL,
            reason TEXT NOT NULL, planned INTEGER NOT NULL,
            state TEXT NOT NULL, why TEXT NOT NULL, wish TEXT NOT NULL,
            next INTEGER NOT NULL, intent INTEGER NOT NULL,
            created INTEGER NOT NULL, changed INTEGER NOT NULL)\
          """);
      for (String count : new String[] {"sent", "quarantined", "unknown", "held"}) {
        statement.execute("ALTER TABLE job ADD COLUMN " + count + " INTEGER NOT NULL DEFAULT 0");
      }
      statement.execute(
          """
          CREATE TABLE receipts (
            id INTEGER PRIMARY KEY, job TEXT NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL, at INTEGER NOT NULL, packed BLOB NOT NULL)\
          """);
      statement.execute("CREATE INDEX receipts_job ON receipts (job, last)");
      statement.execute(
          """
          CREATE TABLE span (
            stream TEXT NOT NULL, partition INTEGER NOT NULL, low INTEGER NOT NULL,
            high INTEGER NOT NULL, receipts INTEGER NOT NULL)\
          """);
      statement.execute("CREATE INDEX span_stream ON span (stream)");
      statement.execute("CREATE INDEX span_receipts ON span (receipts)");
    }
  }

  /**
   * Adds a batch.
   *
   * @param at epoch milliseconds when it was settled
   * @param rows at least one
   * @param from stream of the dead letters, as {@link Span#from}
   * @param toCluster where the records went
   */
  static void insert(
      Connection db,
      String job,
      long at,
      List<PackedReceipts.Row> rows,
      String from,
      String toCluster)
      throws SQLException {
    long id;
    try (PreparedStatement insert =
        db.prepareStatement(
            "INSERT INTO receipts (job, first, last, at, packed) VALUES (?, ?, ?, ?, ?)"
                + " RETURNING id")) {
      insert.setString(1, job);
      insert.setInt(2, rows.stream().mapToInt(row -> row.receipt().index()).min().orElseThrow());
      insert.setInt(3, rows.stream().mapToInt(row -> row.receipt().index()).max().orElseThrow());
      insert.setLong(4, at);
      insert.setBytes(5, PackedReceipts.pack(rows));
      try (ResultSet row = insert.executeQuery()) {
        id = row.getLong(1);
      }
    }
    try (PreparedStatement insert =
        db.prepareStatement("INSERT INTO span VALUES (?, ?, ?, ?, ?)")) {
      for (Span span : Span.of(rows, from, toCluster)) {
        insert.setString(1, span.stream());
        insert.setInt(2, span.partition());
        insert.setLong(3, span.low());
        insert.setLong(4, span.high());
        insert.setLong(5, id);
        insert.addBatch();
      }
      int[] unused = insert.executeBatch();
    }
  }

  static void delete(Connection db, long id) throws SQLException {
    for (String sql :
        new String[] {"DELETE FROM span WHERE receipts = ?", "DELETE FROM receipts WHERE id = ?"}) {
      try (PreparedStatement delete = db.prepareStatement(sql)) {
        delete.setLong(1, id);
        int unused = delete.executeUpdate();
      }
    }
  }

  /** Packs what stood in a row for each record, with where it came from and went to as texts. */
  private static void pack(Connection db, long version) throws SQLException {
    Map<String, String> clusters = new TreeMap<>();
    try (Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery("SELECT id, cluster FROM job")) {
      while (row.next()) {
        clusters.put(row.getString(1), row.getString(2));
      }
    }
    for (Map.Entry<String, String> job : clusters.entrySet()) {
      pack(db, version, job.getKey(), job.getValue());
    }
    try (Statement statement = db.createStatement()) {
      statement.execute(
          """
          UPDATE job SET
            sent = (SELECT count(*) FROM record WHERE job = id AND outcome = 'SENT'),
            quarantined = (SELECT count(*) FROM record WHERE job = id AND outcome = 'QUARANTINED'),
            unknown = (SELECT count(*) FROM record WHERE job = id AND outcome = 'UNKNOWN'),
            held = (SELECT count(*) FROM record WHERE job = id AND outcome = 'HELD')\
          """);
      statement.execute("DROP TABLE record");
      statement.execute("DROP TABLE IF EXISTS changed");
    }
  }

  private static void pack(Connection db, long version, String job, String cluster)
      throws SQLException {
    String changed =
        version < 2
            ? "SELECT number, source, attempt, outcome, stream, place, why, at, NULL FROM record"
            : "SELECT number, source, attempt, outcome, stream, place, why, at, after FROM record"
                + " LEFT JOIN changed USING (job, number)";
    List<PackedReceipts.Row> rows = new ArrayList<>();
    String from = "";
    long at = 0;
    try (PreparedStatement select =
        db.prepareStatement(changed + " WHERE job = ? ORDER BY number")) {
      select.setString(1, job);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String source = row.getString(2);
          int bar = source.lastIndexOf('|');
          String stream = "from|" + source.substring(0, bar);
          // Each batch has one time and one stream.
          if (!rows.isEmpty()
              && (rows.size() == PACKED_AT_ONCE || !stream.equals(from) || row.getLong(8) != at)) {
            insert(db, job, at, rows, from, cluster);
            rows.clear();
          }
          from = stream;
          at = row.getLong(8);
          rows.add(
              new PackedReceipts.Row(
                  new Receipt(
                      row.getInt(1),
                      Receipt.Outcome.valueOf(row.getString(4)),
                      row.getString(5),
                      Optional.ofNullable(row.getString(6)).map(LedgerTables::position),
                      Optional.ofNullable(row.getString(7)),
                      Optional.ofNullable(row.getString(9))),
                  position(source.substring(bar + 1)),
                  row.getInt(3)));
        }
      }
    }
    if (!rows.isEmpty()) {
      insert(db, job, at, rows, from, cluster);
    }
  }

  /** Of {@code partition:offset}, {@code partition@offset}, or an entry id. */
  private static Position position(String text) {
    int mark = Math.max(text.indexOf(':'), text.indexOf('@'));
    return mark < 0
        ? PlanFile.entryId(text)
        : new Position.Offset(
            Integer.parseInt(text.substring(0, mark)), Long.parseLong(text.substring(mark + 1)));
  }
}
