package dev.weir.stream;

import java.util.Collection;

/** Opens cursors. */
public interface StreamSource {
  /**
   * Opens a cursor at {@code from} in every partition of {@code streams}.
   *
   * @throws ConnectorException with {@code Missing} if one of the streams is not there
   */
  RecordCursor open(Collection<StreamRef> streams, TailFrom from, ReadIsolation isolation);
}
