package dev.weir.engine.history;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The SQLite file. Seconds are one row each, all series packed, so that a second costs one append;
 * minutes and hours are a row per series, clustered by series, so that a chart reads one stretch of
 * the file. Confined to one thread. What was committed survives the end of the process at any
 * moment.
 */
final class HistoryFile implements AutoCloseable {
  private static final int APPLICATION_ID = 0x57454952;
  private static final int VERSION = 1;
  private static final long MINUTE = Resolution.MINUTE.length().toSeconds();
  private static final long HOUR = Resolution.HOUR.length().toSeconds();

  /** A row's key is series, one bit for the hours, and this many bits of epoch seconds. */
  private static final int TIME_BITS = 36;

  private final Connection connection;
  private final Map<SeriesKey, Integer> ids = new HashMap<>();
  private final Map<Integer, SeriesKey> keys = new TreeMap<>();

  /** Seconds before this are rolled up to minutes; minutes before {@link #hoursUntil} to hours. */
  private long minutesUntil;

  private long hoursUntil;
  private long currentMinute = -1;
  private long prunedHour = Long.MIN_VALUE;

  /** The file was written by a later version of Weir. */
  static final class NewerFileException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Opens or creates, and locks, the file.
   *
   * @throws SQLException as SQLite says: locked, corrupt, full, not to be opened
   */
  HistoryFile(Path file) throws SQLException, NewerFileException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(500);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    connection = source.getConnection();
    try {
      prepare();
    } catch (SQLException | NewerFileException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void prepare() throws SQLException, NewerFileException {
    try (Statement statement = connection.createStatement()) {
      // The lock comes first, so that no shared memory is needed beside the file; how the file is
      // laid out comes before anything is written to it.
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = NORMAL");
      statement.execute("PRAGMA temp_store = MEMORY");
      statement.execute("PRAGMA cache_size = -4096");
      statement.execute("PRAGMA journal_size_limit = " + (1 << 22));
    }
    connection.setAutoCommit(false);
    long version = number("PRAGMA user_version");
    if (version > VERSION) {
      throw new NewerFileException();
    }
    try (Statement statement = connection.createStatement()) {
      if (version == 0) {
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute(
            """
            CREATE TABLE series (
              id INTEGER PRIMARY KEY,
              metric TEXT NOT NULL, connection TEXT NOT NULL, subject TEXT NOT NULL,
              UNIQUE (metric, connection, subject))\
            """);
        statement.execute(
            """
            CREATE TABLE second (
              at INTEGER PRIMARY KEY, figures BLOB NOT NULL, distributions BLOB NOT NULL)\
            """);
        statement.execute(
            """
            CREATE TABLE figure (
              key INTEGER PRIMARY KEY,
              count INTEGER NOT NULL, sum REAL NOT NULL,
              min REAL NOT NULL, max REAL NOT NULL, last REAL NOT NULL)\
            """);
        statement.execute(
            "CREATE TABLE distribution (key INTEGER PRIMARY KEY, histogram BLOB NOT NULL)");
        statement.execute(
            "CREATE TABLE progress (minutes INTEGER NOT NULL, hours INTEGER NOT NULL)");
        statement.execute("INSERT INTO progress VALUES (0, 0)");
      }
    }
    loadSeries();
    minutesUntil = number("SELECT minutes FROM progress");
    hoursUntil = number("SELECT hours FROM progress");
    connection.commit();
    catchUp();
  }

  /** Rolls up what was not, because the process ended before it could be. */
  private void catchUp() throws SQLException {
    List<Long> minutes =
        numbers(
            "SELECT DISTINCT at / " + MINUTE + " FROM second WHERE at >= ? ORDER BY 1",
            minutesUntil);
    if (!minutes.isEmpty()) {
      currentMinute = minutes.getLast();
      for (long minute : minutes.subList(0, minutes.size() - 1)) {
        rollMinute(minute);
      }
      long currentHour = currentMinute * MINUTE / HOUR;
      for (long hour = Math.max(hoursUntil / HOUR, minutes.getFirst() * MINUTE / HOUR);
          hour < currentHour;
          hour++) {
        rollHour(hour);
      }
    }
    connection.commit();
  }

  private void loadSeries() throws SQLException {
    ids.clear();
    keys.clear();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id, metric, connection, subject FROM series")) {
      while (rows.next()) {
        SeriesKey key = new SeriesKey(rows.getString(2), rows.getString(3), rows.getString(4));
        ids.put(key, rows.getInt(1));
        keys.put(rows.getInt(1), key);
      }
    }
  }

  List<SeriesKey> series() {
    return List.copyOf(keys.values());
  }

  // --- writing ----------------------------------------------------------------------------------

  /** Stores seconds and rolls up minutes and hours that they complete, all or nothing. */
  void append(List<EncodedSecond> seconds) throws SQLException {
    long minuteBefore = currentMinute;
    long minutesBefore = minutesUntil;
    long hoursBefore = hoursUntil;
    try {
      for (EncodedSecond second : seconds) {
        long minute = Math.floorDiv(second.epochSecond(), MINUTE);
        if (minute != currentMinute) {
          completeMinute(minute);
        }
        insert(second);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      currentMinute = minuteBefore;
      minutesUntil = minutesBefore;
      hoursUntil = hoursBefore;
      rollBack(e);
      throw e;
    }
  }

  private void rollBack(Exception because) {
    try {
      connection.rollback();
      loadSeries();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  private void completeMinute(long nextMinute) throws SQLException {
    if (currentMinute >= 0) {
      rollMinute(currentMinute);
      long hour = currentMinute * MINUTE / HOUR;
      if (hour != nextMinute * MINUTE / HOUR) {
        rollHour(hour);
      }
    }
    currentMinute = nextMinute;
  }

  private void insert(EncodedSecond second) throws SQLException {
    var figures = new ByteArrayOutputStream();
    for (EncodedSecond.Figure figure : second.figures()) {
      Blob.putFigure(figures, id(figure.series()), figure.value());
    }
    var distributions = new ByteArrayOutputStream();
    for (EncodedSecond.Distribution distribution : second.distributions()) {
      Blob.putDistribution(distributions, id(distribution.series()), distribution.histogram());
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO second VALUES (?, ?, ?) ON CONFLICT (at) DO UPDATE SET
              figures = CAST(figures || excluded.figures AS BLOB),
              distributions = CAST(distributions || excluded.distributions AS BLOB)\
            """)) {
      insert.setLong(1, second.epochSecond());
      insert.setBytes(2, figures.toByteArray());
      insert.setBytes(3, distributions.toByteArray());
      insert.executeUpdate();
    }
  }

  private int id(SeriesKey key) throws SQLException {
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO series (metric, connection, subject) VALUES (?, ?, ?) RETURNING id")) {
      insert.setString(1, key.metric());
      insert.setString(2, key.connection());
      insert.setString(3, key.subject());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        int id = row.getInt(1);
        ids.put(key, id);
        keys.put(id, key);
        return id;
      }
    }
  }

  private void rollMinute(long minute) throws SQLException {
    long start = minute * MINUTE;
    store(rolledSeconds(start, start + MINUTE, null), start, false);
    minutesUntil = Math.max(minutesUntil, start + MINUTE);
    saveProgress();
  }

  private void rollHour(long hour) throws SQLException {
    long start = hour * HOUR;
    var rollup = new Rollup(start);
    for (int id : keys.keySet()) {
      for (FigureSlice slice : storedFigures(id, false, start, start + HOUR)) {
        rollup.add(id, slice);
      }
      for (Raw raw : storedDistributions(id, false, start, start + HOUR)) {
        rollup.add(id, Rollup.decode(raw.histogram));
      }
    }
    store(rollup, start, true);
    hoursUntil = Math.max(hoursUntil, start + HOUR);
    saveProgress();
  }

  private void store(Rollup rollup, long at, boolean hours) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO figure VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Map.Entry<Integer, FigureSlice> entry : rollup.figures().entrySet()) {
        FigureSlice slice = entry.getValue();
        insert.setLong(1, key(entry.getKey(), hours, at));
        insert.setLong(2, slice.count());
        insert.setDouble(3, slice.sum());
        insert.setDouble(4, slice.min());
        insert.setDouble(5, slice.max());
        insert.setDouble(6, slice.last());
        insert.executeUpdate();
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO distribution VALUES (?, ?)")) {
      for (Map.Entry<Integer, Histogram> entry : rollup.histograms().entrySet()) {
        insert.setLong(1, key(entry.getKey(), hours, at));
        insert.setBytes(2, compressed(entry.getValue()));
        insert.executeUpdate();
      }
    }
  }

  private void saveProgress() throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE progress SET minutes = ?, hours = ?")) {
      update.setLong(1, minutesUntil);
      update.setLong(2, hoursUntil);
      update.executeUpdate();
    }
  }

  private static byte[] compressed(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    return Arrays.copyOf(buffer.array(), histogram.encodeIntoCompressedByteBuffer(buffer));
  }

  private static long key(int series, boolean hours, long at) {
    return ((long) series << (TIME_BITS + 1)) | (hours ? 1L << TIME_BITS : 0) | at;
  }

  private static long at(long key) {
    return key & ((1L << TIME_BITS) - 1);
  }

  // --- reading ----------------------------------------------------------------------------------

  /**
   * A stored histogram, still compressed.
   *
   * @param epochSecond start of its slice
   */
  record Raw(long epochSecond, byte[] histogram) {
    DistributionSlice slice() {
      return new DistributionSlice(epochSecond, Rollup.decode(histogram));
    }
  }

  List<FigureSlice> figures(SeriesKey series, long from, long to, Resolution resolution)
      throws SQLException {
    Integer id = ids.get(series);
    if (id == null) {
      return List.of();
    }
    List<FigureSlice> slices = new ArrayList<>();
    switch (resolution) {
      case SECOND -> {
        var bySecond = new TreeMap<Long, FigureSlice>();
        eachSecond(
            from,
            to,
            (at, figures, _) ->
                Blob.figures(
                    figures,
                    (of, value) -> {
                      if (of == id) {
                        bySecond.merge(at, Rollup.slice(at, value), FigureSlice::merge);
                      }
                    }));
        slices.addAll(bySecond.values());
      }
      case MINUTE -> {
        slices.addAll(storedFigures(id, false, from, to));
        for (Rollup rollup : unrolledMinutes(from, to, id)) {
          slices.addAll(rollup.figures().values());
        }
      }
      case HOUR -> {
        slices.addAll(storedFigures(id, true, from, to));
        for (Rollup rollup : unrolledHours(from, to, id)) {
          slices.addAll(rollup.figures().values());
        }
      }
    }
    return slices;
  }

  List<Raw> distributions(SeriesKey series, long from, long to, Resolution resolution)
      throws SQLException {
    Integer id = ids.get(series);
    if (id == null) {
      return List.of();
    }
    List<Raw> slices = new ArrayList<>();
    switch (resolution) {
      case SECOND ->
          eachSecond(
              from,
              to,
              (at, _, distributions) ->
                  Blob.distributions(
                      distributions,
                      (of, histogram) -> {
                        if (of == id) {
                          slices.add(new Raw(at, histogram.bytes()));
                        }
                      }));
      case MINUTE -> {
        slices.addAll(storedDistributions(id, false, from, to));
        addHistograms(slices, unrolledMinutes(from, to, id));
      }
      case HOUR -> {
        slices.addAll(storedDistributions(id, true, from, to));
        addHistograms(slices, unrolledHours(from, to, id));
      }
    }
    return slices;
  }

  private static void addHistograms(List<Raw> slices, List<Rollup> rollups) {
    for (Rollup rollup : rollups) {
      for (Histogram histogram : rollup.histograms().values()) {
        slices.add(new Raw(rollup.epochSecond(), compressed(histogram)));
      }
    }
  }

  /** Figures of minutes or hours that are rolled up; see {@link #unrolled} for the others. */
  List<FigureSlice> rolledFigures(int id, long from, long to, Resolution resolution)
      throws SQLException {
    return storedFigures(id, resolution == Resolution.HOUR, from, to);
  }

  /** Like {@link #rolledFigures}, for distributions. */
  List<Raw> rolledDistributions(int id, long from, long to, Resolution resolution)
      throws SQLException {
    return storedDistributions(id, resolution == Resolution.HOUR, from, to);
  }

  /** Minutes or hours of all series that are not rolled up yet, ascending. */
  List<Rollup> unrolled(long from, long to, Resolution resolution) throws SQLException {
    return resolution == Resolution.HOUR
        ? unrolledHours(from, to, null)
        : unrolledMinutes(from, to, null);
  }

  /** All series' seconds in a stretch of time, as stored. */
  List<PackedSecond> seconds(long from, long to) throws SQLException {
    List<PackedSecond> seconds = new ArrayList<>();
    eachSecond(
        from,
        to,
        (at, figures, distributions) -> seconds.add(new PackedSecond(at, figures, distributions)));
    return seconds;
  }

  /** One row. */
  record PackedSecond(long epochSecond, byte[] figures, byte[] distributions) {}

  /** Names by number, for {@link #seconds}. */
  Map<Integer, SeriesKey> names() {
    return Map.copyOf(keys);
  }

  /** Minutes not rolled up yet, ascending; of all series where {@code id} is null. */
  private List<Rollup> unrolledMinutes(long from, long to, @Nullable Integer id)
      throws SQLException {
    List<Rollup> rollups = new ArrayList<>();
    for (long minute :
        numbers(
            "SELECT DISTINCT at / " + MINUTE + " FROM second WHERE at >= ? ORDER BY 1",
            minutesUntil)) {
      long start = minute * MINUTE;
      if (start >= from && start < to) {
        rollups.add(rolledSeconds(start, start + MINUTE, id));
      }
    }
    return rollups;
  }

  /** Hours not rolled up yet, ascending; of all series where {@code id} is null. */
  private List<Rollup> unrolledHours(long from, long to, @Nullable Integer id) throws SQLException {
    Map<Long, Rollup> rollups = new TreeMap<>();
    long start = Math.max(hoursUntil, Math.floorDiv(from, HOUR) * HOUR);
    for (int each : id == null ? List.copyOf(keys.keySet()) : List.of(id)) {
      for (FigureSlice slice : storedFigures(each, false, start, Long.MAX_VALUE)) {
        hour(rollups, slice.epochSecond()).add(each, slice);
      }
      for (Raw raw : storedDistributions(each, false, start, Long.MAX_VALUE)) {
        hour(rollups, raw.epochSecond).add(each, Rollup.decode(raw.histogram));
      }
    }
    for (Rollup minute : unrolledMinutes(start, Long.MAX_VALUE, id)) {
      Rollup hour = hour(rollups, minute.epochSecond());
      minute.figures().forEach((of, slice) -> hour.add(of, slice));
      minute.histograms().forEach((of, histogram) -> hour.add(of, histogram));
    }
    rollups.keySet().removeIf(hour -> hour < from || hour >= to);
    return List.copyOf(rollups.values());
  }

  private static Rollup hour(Map<Long, Rollup> rollups, long at) {
    return rollups.computeIfAbsent(Math.floorDiv(at, HOUR) * HOUR, Rollup::new);
  }

  /** Seconds merged; of one series, or of all where {@code only} is null. */
  private Rollup rolledSeconds(long from, long to, @Nullable Integer only) throws SQLException {
    var rollup = new Rollup(from);
    eachSecond(
        from,
        to,
        (at, figures, distributions) -> {
          Blob.figures(
              figures,
              (id, value) -> {
                if (only == null || only == id) {
                  rollup.add(id, Rollup.slice(at, value));
                }
              });
          Blob.distributions(
              distributions,
              (id, histogram) -> {
                if (only == null || only == id) {
                  rollup.add(id, Rollup.decode(histogram.bytes()));
                }
              });
        });
    return rollup;
  }

  private List<FigureSlice> storedFigures(int id, boolean hours, long from, long to)
      throws SQLException {
    List<FigureSlice> slices = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT key, count, sum, min, max, last FROM figure WHERE key >= ? AND key < ?"
                + " ORDER BY key")) {
      setRange(select, id, hours, from, to);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          slices.add(
              new FigureSlice(
                  at(row.getLong(1)),
                  row.getLong(2),
                  row.getDouble(3),
                  row.getDouble(4),
                  row.getDouble(5),
                  row.getDouble(6)));
        }
      }
    }
    return slices;
  }

  private List<Raw> storedDistributions(int id, boolean hours, long from, long to)
      throws SQLException {
    List<Raw> slices = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT key, histogram FROM distribution WHERE key >= ? AND key < ? ORDER BY key")) {
      setRange(select, id, hours, from, to);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          slices.add(new Raw(at(row.getLong(1)), row.getBytes(2)));
        }
      }
    }
    return slices;
  }

  private static void setRange(PreparedStatement select, int id, boolean hours, long from, long to)
      throws SQLException {
    long max = (1L << TIME_BITS) - 1;
    select.setLong(1, key(id, hours, Math.clamp(from, 0, max)));
    select.setLong(2, key(id, hours, Math.clamp(to, 0, max)));
  }

  private interface SecondSink {
    void take(long at, byte[] figures, byte[] distributions);
  }

  private void eachSecond(long from, long to, SecondSink sink) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT at, figures, distributions FROM second WHERE at >= ? AND at < ? ORDER BY at")) {
      select.setLong(1, from);
      select.setLong(2, to);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          sink.take(row.getLong(1), row.getBytes(2), row.getBytes(3));
        }
      }
    }
  }

  // --- keeping it small -------------------------------------------------------------------------

  /**
   * Deletes what is older than it need be, minutes and hours only once an hour; and more while the
   * file is larger than it may be.
   */
  void prune(long secondsFrom, long minutesFrom, long hoursFrom, long maxBytes)
      throws SQLException {
    try {
      deleteSecondsBefore(secondsFrom);
      if (minutesFrom / HOUR != prunedHour) {
        prunedHour = minutesFrom / HOUR;
        deleteSlicesBefore(false, minutesFrom);
        deleteSlicesBefore(true, hoursFrom);
        deleteUnusedSeries();
      }
      long fromSecond = Math.max(secondsFrom, number("SELECT coalesce(min(at), 0) FROM second"));
      long fromMinute = minutesFrom;
      long newest = number("SELECT coalesce(max(at), 0) FROM second");
      for (int i = 0; i < 60 && usedBytes() > maxBytes; i++) {
        // An eighth of the seconds' stretch while that is long, then a quarter of the minutes'.
        if (newest - fromSecond > 5 * MINUTE) {
          fromSecond += Math.max(MINUTE, (newest - fromSecond) / 8);
          deleteSecondsBefore(fromSecond);
        } else {
          fromMinute += Math.max(MINUTE, (newest - fromMinute) / 4);
          deleteSlicesBefore(false, fromMinute);
          deleteSlicesBefore(true, fromMinute);
        }
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
    // Outside a transaction; gives the space back to the system.
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA incremental_vacuum(2000)");
    } finally {
      connection.setAutoCommit(false);
    }
  }

  private void deleteSecondsBefore(long at) throws SQLException {
    // What is not rolled up yet stays.
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM second WHERE at < ?")) {
      delete.setLong(1, Math.min(at, minutesUntil));
      delete.executeUpdate();
    }
  }

  private void deleteSlicesBefore(boolean hours, long at) throws SQLException {
    long before = hours ? at : Math.min(at, hoursUntil);
    for (String table : List.of("figure", "distribution")) {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM " + table + " WHERE key >= ? AND key < ?")) {
        for (int id : keys.keySet()) {
          setRange(delete, id, hours, 0, before);
          delete.executeUpdate();
        }
      }
    }
  }

  /** Series without any slice left, and without a second that is not rolled up yet. */
  private void deleteUnusedSeries() throws SQLException {
    Set<Integer> measured = new HashSet<>();
    eachSecond(
        minutesUntil,
        Long.MAX_VALUE,
        (_, figures, distributions) -> {
          Blob.figures(figures, (id, _) -> measured.add(id));
          Blob.distributions(distributions, (id, _) -> measured.add(id));
        });
    for (int id : List.copyOf(keys.keySet())) {
      if (!measured.contains(id) && !hasSlices("figure", id) && !hasSlices("distribution", id)) {
        try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM series WHERE id = ?")) {
          delete.setInt(1, id);
          delete.executeUpdate();
        }
        SeriesKey key = keys.remove(id);
        if (key != null) {
          ids.remove(key);
        }
      }
    }
  }

  private boolean hasSlices(String table, int id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT EXISTS (SELECT 1 FROM " + table + " WHERE key >= ? AND key < ?)")) {
      select.setLong(1, key(id, false, 0));
      select.setLong(2, key(id + 1, false, 0));
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getInt(1) == 1;
      }
    }
  }

  /** Bytes of the file in use, free pages left out. */
  long usedBytes() throws SQLException {
    return (number("PRAGMA page_count") - number("PRAGMA freelist_count"))
        * number("PRAGMA page_size");
  }

  /** Lets the file grow to this size and no further, as a full disk would. */
  void limitTo(long bytes) throws SQLException {
    number("PRAGMA max_page_count = " + bytes / number("PRAGMA page_size"));
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private List<Long> numbers(String sql, long argument) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, argument);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          numbers.add(row.getLong(1));
        }
      }
    }
    return numbers;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
