package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.life.SavedLife;
import dev.weir.engine.notify.Letter;
import dev.weir.engine.notify.Notice;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The SQLite file of alerts. What belongs together is one transaction: a transition, the life after
 * it and the letters it causes are there together or not at all, so that the end of the program at
 * any moment neither loses a notice nor sends it twice; only one that is on its way at that moment
 * may be sent again. Confined to one thread.
 */
final class AlertFile implements AutoCloseable {
  private static final int APPLICATION_ID = 0x57454941;
  private static final int VERSION = 3;

  /** Samples are kept for so long. */
  private static final long HOURS_KEPT = 8 * 24;

  /** What was learnt longer ago is of no use any more. */
  private static final long LEARNT_MILLIS = Duration.ofDays(60).toMillis();

  private static final int MOST_RESOLVED = 500;

  private static final int MOST_EPISODES = 5_000;

  /** Lines of history that are kept, the newest. */
  private static final int MOST_HISTORY = 100_000;

  private final Connection connection;
  private final JsonMapper json = JsonMapper.shared();
  private int sincePruned;
  private long prunedHour = Long.MIN_VALUE;

  /** What was known when the program ended. */
  record Kept(
      List<AlertBatch.Life> lives,
      List<AlertRow> alerts,
      List<Silence> silences,
      List<Letter> letters,
      List<AlertBatch.Learnt> learnt,
      List<Tuning.Kept> adjustments,
      long highestAlert,
      long highestSilence,
      long highestAdjustment) {
    static final Kept NOTHING =
        new Kept(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), 0, 0, 0);
  }

  AlertFile(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(500);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    connection = source.getConnection();
    try {
      prepare();
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void prepare() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("PRAGMA journal_mode = WAL");
      // Few rows, each worth the wait.
      statement.execute("PRAGMA synchronous = FULL");
    }
    connection.setAutoCommit(false);
    long version = number("PRAGMA user_version");
    if (version > VERSION) {
      throw new SQLException("it was written by a later version of Weir");
    }
    if (version == 0) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute(
            "CREATE TABLE life (rule TEXT NOT NULL, series TEXT NOT NULL, alert INTEGER NOT NULL,"
                + " body TEXT NOT NULL, PRIMARY KEY (rule, series)) WITHOUT ROWID");
        statement.execute(
            "CREATE TABLE alert (id INTEGER PRIMARY KEY, ended INTEGER NOT NULL, body TEXT NOT"
                + " NULL)");
        statement.execute(
            "CREATE TABLE history (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, alert INTEGER NOT"
                + " NULL, body TEXT NOT NULL)");
        statement.execute(
            "CREATE TABLE silence (id INTEGER PRIMARY KEY, until INTEGER NOT NULL, body TEXT NOT"
                + " NULL)");
        statement.execute(
            "CREATE TABLE letter (id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, due"
                + " INTEGER NOT NULL, attempts INTEGER NOT NULL, body TEXT NOT NULL)");
      }
    }
    if (version < 2) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE learnt (rule TEXT NOT NULL, series TEXT NOT NULL, at INTEGER NOT NULL,"
                + " body BLOB NOT NULL, PRIMARY KEY (rule, series)) WITHOUT ROWID");
        statement.execute(
            "CREATE TABLE adjustment (id INTEGER PRIMARY KEY, alert INTEGER NOT NULL, body TEXT"
                + " NOT NULL, before BLOB NOT NULL)");
        statement.execute("CREATE INDEX history_of_alert ON history (alert)");
      }
    }
    if (version < VERSION) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE hour (series TEXT NOT NULL, hour INTEGER NOT NULL, minutes BLOB NOT NULL,"
                + " PRIMARY KEY (series, hour)) WITHOUT ROWID");
        statement.execute("PRAGMA user_version = " + VERSION);
      }
    }
    connection.commit();
  }

  /** Reads everything that matters after a start. */
  Kept read(long nowMillis) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int _ = statement.executeUpdate("DELETE FROM silence WHERE until < " + nowMillis);
      int _ =
          statement.executeUpdate("DELETE FROM learnt WHERE at < " + (nowMillis - LEARNT_MILLIS));
      int _ =
          statement.executeUpdate(
              "DELETE FROM hour WHERE hour < "
                  + (nowMillis / HourSamples.HOUR_MILLIS - HOURS_KEPT));
    }
    List<AlertBatch.Life> lives = new ArrayList<>();
    each(
        "SELECT rule, series, alert, body FROM life",
        row ->
            lives.add(
                new AlertBatch.Life(
                    row.getString(1),
                    json.readValue(row.getString(2), Series.class),
                    json.readValue(row.getString(4), SavedLife.class),
                    row.getLong(3))));
    List<AlertRow> alerts = new ArrayList<>();
    each(
        "SELECT body FROM alert ORDER BY id DESC LIMIT " + 4 * MOST_RESOLVED,
        row -> alerts.add(json.readValue(row.getString(1), AlertRow.class)));
    List<Silence> silences = new ArrayList<>();
    each(
        "SELECT body FROM silence",
        row -> silences.add(json.readValue(row.getString(1), Silence.class)));
    List<Letter> letters = new ArrayList<>();
    each(
        "SELECT id, channel, due, attempts, body FROM letter ORDER BY id",
        row ->
            letters.add(
                new Letter(
                    row.getLong(1),
                    row.getString(2),
                    json.readValue(row.getString(5), Notice.class),
                    row.getLong(3),
                    row.getInt(4))));
    List<AlertBatch.Learnt> learnt = new ArrayList<>();
    each(
        "SELECT rule, series, at, body FROM learnt",
        row ->
            learnt.add(
                new AlertBatch.Learnt(
                    row.getString(1),
                    json.readValue(row.getString(2), Series.class),
                    row.getLong(3),
                    row.getBytes(4))));
    List<Tuning.Kept> adjustments = new ArrayList<>();
    each(
        "SELECT body, before FROM adjustment",
        row ->
            adjustments.add(
                new Tuning.Kept(
                    json.readValue(row.getString(1), Adjustment.class), row.getBytes(2))));
    connection.commit();
    return new Kept(
        lives,
        alerts,
        silences,
        letters,
        learnt,
        adjustments,
        number("SELECT coalesce(max(id), 0) FROM alert"),
        number("SELECT coalesce(max(id), 0) FROM silence"),
        number("SELECT coalesce(max(id), 0) FROM adjustment"));
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /** A row that cannot be read, of a version long gone or spoilt, does not spoil the others. */
  private void each(String query, RowReader reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        try {
          reader.read(rows);
        } catch (JacksonException _) {
          // Nothing can be made of it; what is judged next will be written anew.
        }
      }
    }
  }

  /** Writes a batch, and returns the letters that it made. */
  List<Letter> write(AlertBatch batch) throws SQLException {
    try {
      List<Letter> letters = written(batch);
      connection.commit();
      return letters;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private List<Letter> written(AlertBatch batch) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO life VALUES (?, ?, ?, ?)")) {
      for (AlertBatch.Life life : batch.lives()) {
        put.setString(1, life.rule());
        put.setString(2, name(life.series()));
        put.setLong(3, life.alert());
        put.setString(4, json.writeValueAsString(life.life()));
        put.executeUpdate();
      }
    }
    try (PreparedStatement put = connection.prepareStatement("DELETE FROM life WHERE series = ?")) {
      for (Series series : batch.gone()) {
        put.setString(1, name(series));
        put.executeUpdate();
      }
    }
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO alert VALUES (?, ?, ?)")) {
      for (AlertRow row : batch.alerts()) {
        put.setLong(1, row.id());
        put.setLong(2, row.endedAt());
        put.setString(3, json.writeValueAsString(row));
        put.executeUpdate();
      }
    }
    try (PreparedStatement put =
        connection.prepareStatement("INSERT INTO history (at, alert, body) VALUES (?, ?, ?)")) {
      for (AlertBatch.History line : batch.history()) {
        put.setLong(1, line.transition().at());
        put.setLong(2, line.alert());
        put.setString(3, json.writeValueAsString(line.transition()));
        put.executeUpdate();
      }
    }
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO silence VALUES (?, ?, ?)")) {
      for (Silence silence : batch.silences()) {
        put.setLong(1, silence.id());
        put.setLong(2, silence.untilMillis());
        put.setString(3, json.writeValueAsString(silence));
        put.executeUpdate();
      }
    }
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO learnt VALUES (?, ?, ?, ?)")) {
      for (AlertBatch.Learnt one : batch.learnt()) {
        put.setString(1, one.rule());
        put.setString(2, name(one.series()));
        put.setLong(3, one.atMillis());
        put.setBytes(4, one.bytes());
        put.executeUpdate();
      }
    }
    record(batch.recorded());
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO adjustment VALUES (?, ?, ?, ?)")) {
      for (Tuning.Kept one : batch.adjustments()) {
        put.setLong(1, one.adjustment().id());
        put.setLong(2, one.adjustment().alert());
        put.setString(3, json.writeValueAsString(one.adjustment()));
        put.setBytes(4, one.before());
        put.executeUpdate();
      }
    }
    List<Letter> letters = new ArrayList<>();
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO letter (channel, due, attempts, body) VALUES (?, ?, 0, ?)",
            Statement.RETURN_GENERATED_KEYS)) {
      for (AlertBatch.Addressed addressed : batch.notices()) {
        for (String channel : addressed.channels()) {
          put.setString(1, channel);
          put.setLong(2, addressed.dueMillis());
          put.setString(3, json.writeValueAsString(addressed.notice()));
          put.executeUpdate();
          try (ResultSet key = put.getGeneratedKeys()) {
            long id = key.next() ? key.getLong(1) : 0;
            letters.add(new Letter(id, channel, addressed.notice(), addressed.dueMillis(), 0));
          }
        }
      }
    }
    prune(batch.history().size());
    return letters;
  }

  private void prune(int lines) throws SQLException {
    sincePruned += lines;
    if (sincePruned < MOST_HISTORY / 100) {
      return;
    }
    sincePruned = 0;
    try (Statement statement = connection.createStatement()) {
      int _ =
          statement.executeUpdate(
              "DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - " + MOST_HISTORY);
      int _ =
          statement.executeUpdate(
              "DELETE FROM alert WHERE ended > 0 AND id <= (SELECT max(id) FROM alert) - "
                  + 20 * MOST_RESOLVED);
    }
  }

  /** Labels in one order, so that a series has one name on disk in every run of the program. */
  private String name(Series series) {
    var name = new LinkedHashMap<String, Object>();
    name.put("metric", series.metric());
    name.put("labels", new TreeMap<>(series.labels()));
    return json.writeValueAsString(name);
  }

  /** Adds samples to what is there of their hours. */
  private void record(List<AlertBatch.Recorded> hours) throws SQLException {
    if (hours.isEmpty()) {
      return;
    }
    try (PreparedStatement get =
            connection.prepareStatement("SELECT minutes FROM hour WHERE series = ? AND hour = ?");
        PreparedStatement put =
            connection.prepareStatement("INSERT OR REPLACE INTO hour VALUES (?, ?, ?)")) {
      for (AlertBatch.Recorded one : hours) {
        String series = name(one.series());
        float[] minutes = one.hour().minutes();
        get.setString(1, series);
        get.setLong(2, one.hour().hour());
        try (ResultSet row = get.executeQuery()) {
          if (row.next()) {
            float[] before = MinuteBytes.read(row.getBytes(1));
            for (int i = 0; i < minutes.length; i++) {
              minutes[i] = Float.isNaN(minutes[i]) ? before[i] : minutes[i];
            }
          }
        }
        put.setString(1, series);
        put.setLong(2, one.hour().hour());
        put.setBytes(3, MinuteBytes.of(minutes));
        put.executeUpdate();
      }
    }
    long oldest = hours.getFirst().hour().hour() - HOURS_KEPT;
    try (Statement statement = connection.createStatement()) {
      if (oldest > prunedHour) {
        prunedHour = oldest;
        int _ = statement.executeUpdate("DELETE FROM hour WHERE hour < " + oldest);
      }
    }
  }

  /**
   * Samples of series that were recorded, a sample a minute.
   *
   * @param most series; of more the first ones are read
   */
  StoredSeries.Found recorded(Predicate<Series> wanted, long fromMillis, int most)
      throws SQLException {
    List<String> names = new ArrayList<>();
    List<Series> found = new ArrayList<>();
    each(
        "SELECT DISTINCT series FROM hour ORDER BY series",
        row -> {
          Series series = json.readValue(row.getString(1), Series.class);
          if (wanted.test(series)) {
            names.add(row.getString(1));
            found.add(series);
          }
        });
    List<StoredSeries> read = new ArrayList<>();
    long from = Math.floorDiv(fromMillis, HourSamples.HOUR_MILLIS);
    try (PreparedStatement get =
        connection.prepareStatement(
            "SELECT hour, minutes FROM hour WHERE series = ? AND hour >= ? ORDER BY hour")) {
      for (int i = 0; i < Math.min(most, names.size()); i++) {
        get.setString(1, names.get(i));
        get.setLong(2, from);
        try (ResultSet rows = get.executeQuery()) {
          StoredSeries.of(found.get(i), rows).ifPresent(read::add);
        }
      }
    }
    connection.commit();
    return new StoredSeries.Found(read, names.size());
  }

  /** Alerts that fired and were not over before a moment, newest first. */
  List<AlertRow> episodes(long fromMillis) throws SQLException {
    List<AlertRow> rows = new ArrayList<>();
    each(
        "SELECT body FROM alert WHERE ended = 0 OR ended >= "
            + fromMillis
            + " ORDER BY id DESC LIMIT "
            + MOST_EPISODES,
        row -> rows.add(json.readValue(row.getString(1), AlertRow.class)));
    connection.commit();
    rows.removeIf(row -> row.raisedAt() == 0);
    return rows;
  }

  /** What happened to an alert, oldest first. */
  List<HistoryLine> history(long alert) throws SQLException {
    List<HistoryLine> lines = new ArrayList<>();
    each(
        "SELECT body FROM history WHERE alert = " + alert + " ORDER BY id",
        row -> lines.add(HistoryLine.of(json.readValue(row.getString(1), Transition.class))));
    each(
        "SELECT body FROM adjustment WHERE alert = " + alert + " ORDER BY id",
        row -> lines.addAll(HistoryLine.of(json.readValue(row.getString(1), Adjustment.class))));
    connection.commit();
    lines.sort(Comparator.comparingLong(HistoryLine::atMillis));
    return lines;
  }

  /** Letters that need not be sent any more. */
  void done(List<Letter> letters) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM letter WHERE id = ?")) {
      for (Letter letter : letters) {
        delete.setLong(1, letter.id());
        delete.executeUpdate();
      }
    }
    connection.commit();
  }

  /** Letters that will be sent again. */
  void again(List<Letter> letters, long dueMillis) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE letter SET due = ?, attempts = ? WHERE id = ?")) {
      for (Letter letter : letters) {
        update.setLong(1, dueMillis);
        update.setInt(2, letter.attempts() + 1);
        update.setLong(3, letter.id());
        update.executeUpdate();
      }
    }
    connection.commit();
  }

  private long number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
