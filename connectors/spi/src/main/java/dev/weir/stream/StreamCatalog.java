package dev.weir.stream;

import java.util.Collection;
import java.util.List;

/** What streams there are. Reads metadata only. */
public interface StreamCatalog {
  /** All streams the user may see, internal ones too, by name. */
  List<StreamInfo> streams();

  /**
   * Bounds and sizes. A stream that is gone is left out; a partition whose broker is away is left
   * out and named in {@link StreamEnds#failure}.
   */
  List<StreamEnds> ends(Collection<StreamRef> streams);

  /** Everything about one stream. */
  StreamDetail describe(StreamRef stream);
}
