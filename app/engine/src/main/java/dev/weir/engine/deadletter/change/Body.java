package dev.weir.engine.deadletter.change;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import java.util.List;

/**
 * What can be changed about a record.
 *
 * @param headers also fields of an entry
 */
public record Body(Payload key, Payload value, List<Header> headers) {
  public Body {
    headers = List.copyOf(headers);
  }
}
