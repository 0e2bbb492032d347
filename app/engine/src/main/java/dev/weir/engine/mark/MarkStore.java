package dev.weir.engine.mark;

import dev.weir.engine.mark.DeployMark.About;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Deploy marks on disk: an SQLite file of their own, because a command puts one while a window and
 * a watch, which lock their files, are at work. It is opened for each thing that is done and closed
 * again, and has no write-ahead log: so its header says whether anything has changed. Every call
 * blocks. Thread-safe, and safe among processes; a process makes one store of a file, as closing a
 * file takes locks on it away from the whole process on some systems.
 */
public final class MarkStore {
  /** Marks of longer ago are deleted. */
  public static final Duration KEPT = Duration.ofDays(400);

  /** Of more the oldest are deleted. */
  static final int MOST = 10_000;

  static final int LONGEST_TEXT = 200;

  /** How far the clock of a machine that deploys may be ahead. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private static final int APPLICATION_ID = 0x57454d4b;
  private static final int VERSION = 1;
  private static final int BUSY_MILLIS = 10_000;

  /** Where SQLite counts the changes of a file, in its header. */
  private static final int CHANGES_AT = 24;

  private final Path file;
  private final InstantSource clock;

  /** Touches nothing yet. */
  public MarkStore(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Puts a mark.
   *
   * @param text is made one line
   * @param by who puts it
   * @throws MarkProblem if it says nothing or too much, was too long ago or is still to come, or if
   *     the file cannot be written
   */
  public synchronized DeployMark put(Instant at, String text, About about, String by) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    if (line.isEmpty()) {
      throw new MarkProblem("A deploy mark needs a text, such as \"orders 2.3.1\".");
    }
    if (line.length() > LONGEST_TEXT) {
      throw new MarkProblem(
          "The text of a deploy mark has at most "
              + LONGEST_TEXT
              + " characters, this one has "
              + line.length()
              + ": say it shorter.");
    }
    Instant now = clock.instant();
    if (at.isAfter(now.plus(AHEAD))) {
      throw new MarkProblem(
          at
              + " is still to come: a deploy mark tells what has happened. Now is "
              + now.truncatedTo(ChronoUnit.SECONDS)
              + ".");
    }
    if (at.isBefore(now.minus(KEPT))) {
      throw new MarkProblem(at + " is too long ago: marks are kept " + KEPT.toDays() + " days.");
    }
    return with(
        db -> {
          long id;
          try (PreparedStatement put =
              db.prepareStatement(
                  "INSERT INTO mark (at, text, connection, stream, consumers, who)"
                      + " VALUES (?, ?, ?, ?, ?, ?) RETURNING id")) {
            put.setLong(1, at.toEpochMilli());
            put.setString(2, line);
            put.setString(3, about.connection());
            put.setString(4, about.stream());
            put.setString(5, about.group());
            put.setString(6, by);
            try (ResultSet key = put.executeQuery()) {
              key.next();
              id = key.getLong(1);
            }
          }
          prune(db, now);
          return new DeployMark(id, at.toEpochMilli(), line, about, by);
        });
  }

  /**
   * Takes a mark away.
   *
   * @return what it was; empty if there is none of that number
   * @throws MarkProblem if the file cannot be written
   */
  public synchronized Optional<DeployMark> remove(long id) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return with(
        db -> {
          Optional<DeployMark> known = read(db, "WHERE id = " + id).stream().findFirst();
          try (Statement statement = db.createStatement()) {
            int _ = statement.executeUpdate("DELETE FROM mark WHERE id = " + id);
          }
          return known;
        });
  }

  /**
   * Marks from a moment on, oldest first; none where there is no file.
   *
   * @throws MarkProblem if the file cannot be read
   */
  public synchronized List<DeployMark> since(Instant from) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Connection db = open()) {
      if (version(db) == 0) {
        return List.of();
      }
      return read(db, "WHERE at >= " + from.toEpochMilli() + " ORDER BY at, id");
    } catch (SQLException e) {
      throw new MarkProblem("Deploy marks cannot be read from " + file + ": " + why(e), e);
    }
  }

  /** Differs from what it was before if the file may have changed since. Takes one small read. */
  synchronized Object stamp() {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer count = ByteBuffer.allocate(Integer.BYTES);
      channel.read(count, CHANGES_AT);
      // A file that was put in the place of another may have the same count.
      return List.of(count.getInt(0), Files.getLastModifiedTime(file));
    } catch (NoSuchFileException _) {
      return "none";
    } catch (IOException e) {
      return e.toString();
    }
  }

  private interface Work<T> {
    T on(Connection db) throws SQLException;
  }

  /** Writes, all or nothing; whoever else writes is waited for. */
  private <T> T with(Work<T> work) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (Connection db = open();
          Statement statement = db.createStatement()) {
        // What is not committed when the connection closes is rolled back.
        statement.execute("BEGIN IMMEDIATE");
        prepare(db);
        T result = work.on(db);
        statement.execute("COMMIT");
        return result;
      }
    } catch (IOException e) {
      throw new MarkProblem(
          "Deploy marks cannot be written to " + file + ": its folder cannot be made.", e);
    } catch (SQLException e) {
      throw new MarkProblem("Deploy marks cannot be written to " + file + ": " + why(e), e);
    }
  }

  private Connection open() throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source.getConnection();
  }

  private void prepare(Connection db) throws SQLException {
    if (version(db) == VERSION) {
      return;
    }
    try (Statement statement = db.createStatement()) {
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      statement.execute(
          """
          CREATE TABLE mark (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, text TEXT NOT NULL,
            connection TEXT NOT NULL, stream TEXT NOT NULL, consumers TEXT NOT NULL,
            who TEXT NOT NULL)\
          """);
      statement.execute("CREATE INDEX mark_at ON mark (at)");
      statement.execute("PRAGMA user_version = " + VERSION);
    }
  }

  /** 0 for a file without marks. */
  private long version(Connection db) throws SQLException {
    try (Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      long version = row.next() ? row.getLong(1) : 0;
      if (version > VERSION) {
        throw new MarkProblem(file + " was written by a newer Weir: use that.");
      }
      return version;
    }
  }

  private static void prune(Connection db, Instant now) throws SQLException {
    try (Statement statement = db.createStatement()) {
      int _ =
          statement.executeUpdate("DELETE FROM mark WHERE at < " + now.minus(KEPT).toEpochMilli());
      int _ =
          statement.executeUpdate(
              "DELETE FROM mark WHERE id IN"
                  + " (SELECT id FROM mark ORDER BY at DESC, id DESC LIMIT -1 OFFSET "
                  + MOST
                  + ")");
    }
  }

  private static List<DeployMark> read(Connection db, String which) throws SQLException {
    List<DeployMark> marks = new ArrayList<>();
    try (Statement statement = db.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT id, at, text, connection, stream, consumers, who FROM mark " + which)) {
      while (row.next()) {
        marks.add(
            new DeployMark(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                new About(row.getString(4), row.getString(5), row.getString(6)),
                row.getString(7)));
      }
    }
    return marks;
  }

  private static String why(SQLException e) {
    return e.getMessage()
        + ". Look whether the disk is full and who owns the file; if it is spoilt, keep it under"
        + " another name, and a new one is begun.";
  }
}
