package dev.weir.engine.tail;

import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.util.List;

/** What to tail, from where, and what of it to show. Streams may be of several connections. */
public record TailRequest(List<StreamRef> streams, TailFrom from, TailFilter filter) {
  public TailRequest {
    streams = List.copyOf(streams);
  }
}
