package dev.weir.engine.tail;

import dev.weir.engine.publish.Slot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A live tail. Commands return at once, from any thread, unless they say that they block; what they
 * do shows in the next page. Pages are published about ten times a second, and only when something
 * changed.
 */
public interface TailSession extends AutoCloseable {
  Slot<TailPage> page();

  /** The record last asked for by {@link #inspect}, decoded. */
  Slot<Optional<Inspection>> inspection();

  /**
   * Which rows to publish.
   *
   * @param firstRow 0 for the newest; ignored while {@code follow}
   * @param follow always the newest rows; else the same rows stay although new ones arrive
   */
  void show(int firstRow, int rows, boolean follow);

  /** Filters rows kept and rows to come. */
  void filter(TailFilter filter);

  /** Stops taking new rows in. Records go on being counted. */
  void pause(boolean paused);

  /** Decodes a row; the answer comes in {@link #inspection}. Nothing happens if it is gone. */
  void inspect(long rowId);

  /**
   * Writes all rows kept, oldest first. Blocks.
   *
   * @return rows written
   */
  long export(Path file, ExportFormat format) throws IOException;

  @Override
  void close();

  /** What {@link #export} writes. */
  enum ExportFormat {
    /** One JSON object per line, as {@code weir tail --json} prints it. */
    JSON_LINES,
    CSV
  }
}
