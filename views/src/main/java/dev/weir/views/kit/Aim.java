package dev.weir.views.kit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javafx.scene.control.TableView;
import javafx.scene.input.MouseEvent;

/**
 * Keeps rows of a table in their places while somebody moves the mouse over it to hit one: rows
 * that change places meanwhile are hit by mistake. A mouse that only lies there holds nothing up.
 * Confined to the FX thread.
 */
public final class Aim<R, K> {
  private static final long LASTS_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** In which what was asked for has come. */
  private static final long RELEASED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TableView<R> table;
  private final Function<R, K> key;
  private final LongSupplier nanoTime;
  private long fromNanos;
  private long untilNanos;

  /**
   * At rows of {@code table}.
   *
   * @param key tells rows apart, whatever they show
   */
  public Aim(TableView<R> table, Function<R, K> key) {
    this(table, key, System::nanoTime);
  }

  Aim(TableView<R> table, Function<R, K> key, LongSupplier nanoTime) {
    this.table = table;
    this.key = key;
    this.nanoTime = nanoTime;
    fromNanos = nanoTime.getAsLong();
    untilNanos = fromNanos;
    table.addEventFilter(
        MouseEvent.MOUSE_MOVED, _ -> untilNanos = nanoTime.getAsLong() + LASTS_NANOS);
    table.addEventHandler(MouseEvent.MOUSE_EXITED, _ -> untilNanos = nanoTime.getAsLong());
  }

  /** Another order, or other rows, were asked for: they are wanted at once. */
  public void release() {
    fromNanos = nanoTime.getAsLong() + RELEASED_NANOS;
  }

  /** {@code rows} where they are now while somebody aims, new ones behind; else as they come. */
  public List<R> of(List<R> rows) {
    long now = nanoTime.getAsLong();
    if (now - fromNanos < 0 || now - untilNanos >= 0) {
      return rows;
    }
    Map<K, Integer> places = new HashMap<>();
    table.getItems().forEach(row -> places.putIfAbsent(key.apply(row), places.size()));
    List<R> kept = new ArrayList<>(rows);
    kept.sort(
        Comparator.comparingInt(row -> places.getOrDefault(key.apply(row), Integer.MAX_VALUE)));
    return kept;
  }
}
