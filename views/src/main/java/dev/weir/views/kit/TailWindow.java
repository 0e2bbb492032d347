package dev.weir.views.kit;

import dev.weir.engine.tail.TailPage;
import dev.weir.engine.tail.TailRow;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which of a tail's kept rows are in view. The engine keeps all rows; this asks it for a window of
 * them, a few screens high, and moves within it. Rows in view hold on to their ids, so that rows
 * arriving above neither move them nor the selection. No nodes. Confined to one thread.
 */
public final class TailWindow {
  private static final int LEAST_ROWS = 64;
  private static final int MOST_ROWS = 200;
  private static final int NOWHERE = -1;

  /** Asks the engine for rows, as {@code TailSession.show} does. */
  @FunctionalInterface
  public interface Asker {
    void show(int firstRow, int rows, boolean follow);
  }

  private final Asker asker;
  private TailPage page = TailPage.EMPTY;
  private int visibleRows = 30;
  private boolean following = true;
  private int first;
  private int jumpTo = NOWHERE;
  private OptionalLong anchor = OptionalLong.empty();
  private OptionalLong selected = OptionalLong.empty();
  private List<TailRow> inView = List.of();

  public TailWindow(Asker asker) {
    this.asker = asker;
  }

  /** Forgets all rows: another tail begins. */
  public void reset() {
    page = TailPage.EMPTY;
    following = true;
    first = 0;
    jumpTo = NOWHERE;
    anchor = OptionalLong.empty();
    selected = OptionalLong.empty();
    inView = List.of();
    ask();
  }

  /** Rows in view, newest first: as many as fit, unless there are fewer. */
  public List<TailRow> inView() {
    return inView;
  }

  /** Index among the rows kept of the first row in view; 0 is the newest. */
  public int first() {
    return jumpTo == NOWHERE ? first : jumpTo;
  }

  public int kept() {
    return page.keptRows();
  }

  public int visibleRows() {
    return visibleRows;
  }

  /** Whether the newest rows stay in view. */
  public boolean following() {
    return following;
  }

  /** Id of the row selected, in view or not. */
  public OptionalLong selected() {
    return selected;
  }

  /** Takes in what the engine published. */
  public void apply(TailPage newPage) {
    page = newPage;
    if (following) {
      first = page.firstRow();
    } else if (jumpTo != NOWHERE) {
      jumpTo = clamp(jumpTo);
      if (covers(jumpTo)) {
        first = jumpTo;
        jumpTo = NOWHERE;
      } else {
        return;
      }
    } else {
      first = anchorIndex();
    }
    settle();
  }

  /** The viewer has room for {@code rows} rows. */
  public void resize(int rows) {
    if (rows == visibleRows || rows < 1) {
      return;
    }
    visibleRows = rows;
    ask();
    settle();
  }

  public void follow(boolean follow) {
    if (follow == following) {
      return;
    }
    following = follow;
    jumpTo = NOWHERE;
    if (follow) {
      first = 0;
    }
    ask();
    settle();
  }

  /** Moves by rows, positive towards older ones. Ends following. */
  public void scrollBy(int rows) {
    if (rows != 0) {
      scrollTo(first() + rows);
    }
  }

  /** Brings row {@code index} to the top, 0 being the newest. Ends following. */
  public void scrollTo(int index) {
    int target = clamp(index);
    boolean followed = following;
    following = false;
    if (covers(target)) {
      first = target;
      jumpTo = NOWHERE;
      settle();
      if (followed || nearEdge()) {
        ask();
      }
    } else {
      jumpTo = target;
      ask();
    }
  }

  public void scrollToNewest() {
    scrollTo(0);
  }

  public void scrollToOldest() {
    scrollTo(page.keptRows());
  }

  /** Selects a row. Ends following: what somebody looks at must not slide away. */
  public void select(long rowId) {
    selected = OptionalLong.of(rowId);
    follow(false);
  }

  public void clearSelection() {
    selected = OptionalLong.empty();
  }

  /**
   * Moves the selection, positive towards older rows, and keeps it in view.
   *
   * @return the row selected now, empty if there is none to select
   */
  public OptionalLong moveSelection(int delta) {
    List<TailRow> rows = page.rows();
    if (rows.isEmpty()) {
      return OptionalLong.empty();
    }
    int at = selected.isPresent() ? indexOf(selected.getAsLong()) : NOWHERE;
    int next =
        at == NOWHERE
            ? first - page.firstRow()
            : Math.max(0, Math.min(rows.size() - 1, at + delta));
    next = Math.max(0, Math.min(rows.size() - 1, next));
    select(rows.get(next).id());
    int absolute = page.firstRow() + next;
    if (absolute < first) {
      scrollTo(absolute);
    } else if (absolute >= first + visibleRows) {
      scrollTo(absolute - visibleRows + 1);
    }
    return selected;
  }

  private int clamp(int index) {
    return Math.max(0, Math.min(index, page.keptRows() - visibleRows));
  }

  private boolean covers(int index) {
    int needed = Math.min(visibleRows, page.keptRows() - index);
    return index >= page.firstRow() && index + needed <= page.firstRow() + page.rows().size();
  }

  private boolean nearEdge() {
    int above = first - page.firstRow();
    int below = page.firstRow() + page.rows().size() - (first + visibleRows);
    boolean moreAbove = page.firstRow() > 0;
    boolean moreBelow = page.firstRow() + page.rows().size() < page.keptRows();
    int near = visibleRows / 2;
    return (moreAbove && above < near) || (moreBelow && below < near);
  }

  private void ask() {
    int rows = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, visibleRows * 3));
    asker.show(following ? 0 : Math.max(0, first() - (rows - visibleRows) / 2), rows, following);
  }

  private int anchorIndex() {
    if (anchor.isPresent()) {
      int index = indexOf(anchor.getAsLong());
      if (index != NOWHERE) {
        return page.firstRow() + index;
      }
    }
    // The row is gone: filtered out or pushed out by newer ones.
    return Math.max(page.firstRow(), clamp(first));
  }

  private void settle() {
    int from = Math.max(0, Math.min(first - page.firstRow(), page.rows().size()));
    int to = Math.min(page.rows().size(), from + visibleRows);
    inView = page.rows().subList(from, to);
    anchor = inView.isEmpty() ? OptionalLong.empty() : OptionalLong.of(inView.getFirst().id());
  }

  private int indexOf(long rowId) {
    List<TailRow> rows = page.rows();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).id() == rowId) {
        return i;
      }
    }
    return NOWHERE;
  }
}
