package dev.weir.engine.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A recorded series: a file with a header, one sample per line. Columns {@code timestamp} and
 * {@code value} are found by their names in whatever case; others are passed over. An empty value
 * is a missing sample.
 */
public final class SeriesCsv {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']HH:mm")
          .optionalStart()
          .appendPattern(":ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .optionalEnd()
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .optionalEnd()
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .toFormatter(Locale.ROOT);

  private long[] times = new long[1024];
  private double[] values = new double[1024];
  private final List<String> stamps = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private int size;

  private SeriesCsv() {}

  /**
   * Reads a file whole.
   *
   * @param zone of times that name none
   * @throws UnreadableSeries for the first thing that is wrong in it
   */
  public static SeriesCsv read(Path file, ZoneId zone) throws UnreadableSeries {
    var series = new SeriesCsv();
    String name = file.toString();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String header = reader.readLine();
      if (header == null) {
        throw new UnreadableSeries(
            new RuleProblem(name, 0, 0, "The file is empty.", "Begin it with timestamp,value."));
      }
      List<String> columns =
          cells(header.startsWith("\uFEFF") ? header.substring(1) : header).stream()
              .map(cell -> cell.toLowerCase(Locale.ROOT))
              .toList();
      int timeColumn = columns.indexOf("timestamp");
      int valueColumn = columns.indexOf("value");
      if (timeColumn < 0 || valueColumn < 0) {
        throw new UnreadableSeries(
            new RuleProblem(
                name,
                1,
                1,
                "There is no column \"" + (timeColumn < 0 ? "timestamp" : "value") + "\".",
                "Name the columns in the first line: timestamp,value."));
      }
      String line;
      int number = 1;
      while ((line = reader.readLine()) != null) {
        number++;
        if (!line.isBlank()) {
          series.add(name, number, cells(line), timeColumn, valueColumn, zone);
        }
      }
    } catch (IOException e) {
      throw new UnreadableSeries(RuleBook.unreadable(file, e));
    }
    return series;
  }

  private void add(
      String name, int line, List<String> cells, int timeColumn, int valueColumn, ZoneId zone)
      throws UnreadableSeries {
    int last = Math.max(timeColumn, valueColumn);
    if (cells.size() <= last) {
      throw new UnreadableSeries(
          new RuleProblem(
              name,
              line,
              0,
              "The line has " + cells.size() + " columns, not " + (last + 1) + ".",
              "For a missing sample leave the value empty, but keep the comma."));
    }
    String stamp = cells.get(timeColumn);
    String text = cells.get(valueColumn);
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    times[size] = time(name, line, column(cells, timeColumn), stamp, zone);
    values[size] = value(name, line, column(cells, valueColumn), text);
    stamps.add(stamp);
    texts.add(text);
    size++;
  }

  private static long time(String name, int line, int column, String text, ZoneId zone)
      throws UnreadableSeries {
    try {
      TemporalAccessor time = TIME.parse(text);
      return time.isSupported(ChronoField.OFFSET_SECONDS)
          ? OffsetDateTime.from(time).toInstant().toEpochMilli()
          : LocalDateTime.from(time).atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException _) {
      throw new UnreadableSeries(
          new RuleProblem(
              name,
              line,
              column,
              "\"" + text + "\" is no time.",
              "Write 2026-01-31T12:00:00Z, or without a zone 2026-01-31 12:00:00."));
    }
  }

  private static double value(String name, int line, int column, String text)
      throws UnreadableSeries {
    if (text.isEmpty() || text.equalsIgnoreCase("nan") || text.equalsIgnoreCase("null")) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw new UnreadableSeries(
          new RuleProblem(
              name,
              line,
              column,
              "\"" + text + "\" is no number.",
              "Write 12.5, or nothing for a missing sample."));
    }
  }

  private static int column(List<String> cells, int index) {
    int column = 1;
    for (int i = 0; i < index; i++) {
      column += cells.get(i).length() + 1;
    }
    return column;
  }

  /** Cells of a line; quotation marks around a cell are taken off. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          cell.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  public int size() {
    return size;
  }

  /** Epoch milliseconds of a sample. */
  public long time(int index) {
    return times[index];
  }

  /** A sample's value; NaN where it is missing. */
  public double value(int index) {
    return values[index];
  }

  /** A sample's time as the file has it. */
  public String stamp(int index) {
    return stamps.get(index);
  }

  /** A sample's value as the file has it. */
  public String text(int index) {
    return texts.get(index);
  }

  /** A file that holds no series. */
  public static final class UnreadableSeries extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RuleProblem problem;

    UnreadableSeries(RuleProblem problem) {
      super(problem.sentence());
      this.problem = problem;
    }

    public RuleProblem problem() {
      return problem;
    }
  }
}
