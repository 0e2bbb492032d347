package dev.weir.stream;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What streams there are. Reads metadata only. */
public interface StreamCatalog {
  /** All streams the user may see, internal ones too, by name. */
  List<StreamInfo> streams();

  /**
   * Bounds and sizes. A stream that is gone is left out; a partition whose broker is away is left
   * out and named in {@link StreamEnds#failure}.
   */
  List<StreamEnds> ends(Collection<StreamRef> streams);

  /**
   * Timestamps of each stream's newest record, in epoch milliseconds, as the broker's index or the
   * entry id tells them: without reading a record. A stream without an answer is left out.
   */
  default Map<StreamRef, Long> newestMillis(Collection<StreamRef> streams) {
    return Map.of();
  }

  /**
   * Timestamps of each stream's oldest record, in epoch milliseconds, as the broker's index or the
   * entry id tells them: without reading a record. A stream without an answer is left out.
   */
  default Map<StreamRef, Long> oldestMillis(Collection<StreamRef> streams) {
    return Map.of();
  }

  /** Everything about one stream. */
  StreamDetail describe(StreamRef stream);
}
