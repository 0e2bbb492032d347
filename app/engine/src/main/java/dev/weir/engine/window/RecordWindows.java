package dev.weir.engine.window;

import dev.weir.alert.expression.RecordCondition;
import dev.weir.alert.window.ClosedBy;
import dev.weir.alert.window.ClosedWindow;
import dev.weir.alert.window.StreamWindows;
import dev.weir.engine.decode.ConditionFacts;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts the records of one stream into windows. Records are copied and decoded only as far as the
 * question needs it: counting by record time looks into none. Confined to one thread.
 *
 * <p>Groups are text, a number, true or false; {@link #ALL} where records are not grouped.
 */
public final class RecordWindows {
  /** The group of everything. */
  public static final String ALL = "";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long MOST_AHEAD_MILLIS = 3_600_000L;
  private static final int LONGEST_GROUP_CHARS = 4_096;
  private static final long NO_TIME = Long.MIN_VALUE;

  /** Epoch seconds, milliseconds and microseconds below these are up to the year 5138. */
  private static final double SECONDS_BELOW = 1e11;

  private static final double MILLIS_BELOW = 1e14;
  private static final double MICROS_BELOW = 1e17;

  private final WindowQuestion question;
  private final PayloadDecoder decoder;
  private final StreamWindows<Object> windows;
  private final boolean isRecordNeeded;
  private long read;
  private long withoutTime;
  private long ahead;
  private long withoutGroup;
  private long withoutValue;

  /**
   * No windows yet.
   *
   * @param expected partitions known to have something to read
   * @param nowMillis wall clock
   * @param closed is told each final window once
   */
  public RecordWindows(
      WindowQuestion question,
      PayloadDecoder decoder,
      Collection<Integer> expected,
      long nowMillis,
      Consumer<ClosedWindow<Object>> closed) {
    this.question = question;
    this.decoder = decoder;
    StreamWindows.Options options = question.options();
    if (question.time() instanceof TimeOf.Receipt) {
      // The wall clock is the time that counts: nothing has to be waited for.
      options =
          new StreamWindows.Options(
              options.mostHeld(), options.withQuantiles(), options.isApart(), 1);
      windows =
          new StreamWindows<>(
              question.spec(), options, expected, nowMillis, one -> closed.accept(byTime(one)));
    } else {
      windows = new StreamWindows<>(question.spec(), options, expected, nowMillis, closed);
    }
    isRecordNeeded =
        question.time() instanceof TimeOf.Field
            || question.group() instanceof GroupOf.Field
            || question.value().isPresent()
            || question.error().isPresent();
  }

  private static ClosedWindow<Object> byTime(ClosedWindow<Object> window) {
    return window.closedBy() == ClosedBy.IDLENESS
        ? new ClosedWindow<>(
            window.group(),
            window.bounds(),
            window.tally(),
            ClosedBy.TIME,
            window.complete(),
            window.partition(),
            window.partitions())
        : window;
  }

  /** Puts all records of {@code batch} into their windows. */
  public void add(RecordBatch batch) {
    int count = batch.count();
    read += count;
    for (int index = 0; index < count; index++) {
      if (isRecordNeeded) {
        add(batch, index, batch.record(index, Integer.MAX_VALUE));
      } else {
        add(batch, time(batch, index, null, null), ALL, Double.NaN, false);
      }
    }
  }

  private void add(RecordBatch batch, int index, StreamRecord record) {
    // Most questions look into the value several times: it is decoded once.
    @Nullable Object value =
        isValueNeeded() ? decoder.plain(record.stream(), record.value()) : null;
    Object group =
        switch (question.group()) {
          case GroupOf.Everything() -> ALL;
          case GroupOf.Field(FieldPath path) -> group(find(path, record, value));
        };
    if (group == null) {
      withoutGroup++;
      return;
    }
    double figure = Double.NaN;
    if (question.value().isPresent()) {
      figure = figure(find(question.value().get(), record, value));
      if (Double.isNaN(figure)) {
        withoutValue++;
      }
    }
    boolean isError =
        question.error().isPresent()
            && question
                .error()
                .get()
                .test(ConditionFacts.of(record, question.error().get(), decoder));
    add(batch, time(batch, index, record, value), group, figure, isError);
  }

  private void add(RecordBatch batch, long time, Object group, double value, boolean isError) {
    if (time == NO_TIME) {
      withoutTime++;
    } else if (time > batch.receivedMillis() + MOST_AHEAD_MILLIS) {
      ahead++;
    } else {
      windows.add(batch.partition(), group, time, value, isError, batch.receivedMillis());
    }
  }

  private boolean isValueNeeded() {
    return (question.time() instanceof TimeOf.Field(FieldPath time)
            && time.root() == FieldPath.Root.VALUE)
        || (question.group() instanceof GroupOf.Field(FieldPath group)
            && group.root() == FieldPath.Root.VALUE)
        || question.value().filter(path -> path.root() == FieldPath.Root.VALUE).isPresent();
  }

  private @Nullable Object find(FieldPath path, StreamRecord record, @Nullable Object value) {
    return path.root() == FieldPath.Root.VALUE ? path.within(value) : path.of(record, decoder);
  }

  private long time(
      RecordBatch batch, int index, @Nullable StreamRecord record, @Nullable Object value) {
    return switch (question.time()) {
      case TimeOf.Receipt() -> batch.receivedMillis();
      case TimeOf.Stamp() ->
          batch.timestampType() == TimestampType.NONE || batch.timestampMillis(index) < 0
              ? NO_TIME
              : batch.timestampMillis(index);
      case TimeOf.Field(FieldPath path) ->
          record == null ? NO_TIME : millis(find(path, record, value));
    };
  }

  /** Epoch milliseconds, {@link #NO_TIME} if it is no time. */
  static long millis(@Nullable Object time) {
    if (time instanceof String text && !isNumber(text)) {
      try {
        long millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
        return millis < 0 ? NO_TIME : millis;
      } catch (DateTimeException | ArithmeticException _) {
        return NO_TIME;
      }
    }
    double number = figure(time);
    if (!(number >= 0)) {
      return NO_TIME;
    }
    if (number < SECONDS_BELOW) {
      return (long) (number * 1_000);
    }
    if (number < MILLIS_BELOW) {
      return (long) number;
    }
    return (long) (number < MICROS_BELOW ? number / 1_000 : number / 1_000_000);
  }

  /**
   * What a record is grouped by; a structure by its JSON. Null if there is nothing, or too much.
   */
  private static @Nullable Object group(@Nullable Object found) {
    return switch (found) {
      case null -> null;
      case Number number -> number;
      case Boolean truth -> truth;
      default -> {
        String text = found instanceof String plain ? plain : JSON.writeValueAsString(found);
        yield text.length() <= LONGEST_GROUP_CHARS ? text : null;
      }
    };
  }

  /** The number there, NaN if it is none. Text that is written as a number is one. */
  private static double figure(@Nullable Object found) {
    return switch (found) {
      case Number number -> number.doubleValue();
      case String text when isNumber(text) -> Double.parseDouble(text);
      case null, default -> Double.NaN;
    };
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > 40) {
      return false;
    }
    boolean hasDigit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isDigit = c >= '0' && c <= '9';
      hasDigit |= isDigit;
      if (!isDigit && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') {
        return false;
      }
    }
    try {
      return hasDigit && Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /** See {@link StreamWindows#caughtUp}. */
  public void caughtUp(long nowMillis) {
    windows.caughtUp(nowMillis);
  }

  /** Nothing more comes from {@code partition}. */
  public void end(int partition) {
    windows.end(partition);
  }

  /** Reading has ended: everything left is final. */
  public void end() {
    windows.end();
  }

  /** What became of the records so far. */
  public RecordCounts counts() {
    return new RecordCounts(
        read,
        withoutTime,
        ahead,
        withoutGroup,
        withoutValue,
        question.error().map(RecordCondition::errors).orElse(0L),
        windows.counts());
  }

  /** The most windows of a group that were held at once. */
  public int mostHeld() {
    return windows.mostHeld();
  }
}
