package dev.weir.engine.deadletter.change;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a person wrote in place of parts of one record. What is empty stays as it was.
 *
 * @param key null on the broker where it is absent
 * @param value likewise; not of an entry, which has fields only
 * @param headers by name, also fields of an entry; one that is absent is taken off
 */
public record Edit(Optional<Payload> key, Optional<Payload> value, Map<String, Payload> headers) {
  public Edit {
    headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  public boolean isNone() {
    return key.isEmpty() && value.isEmpty() && headers.isEmpty();
  }

  /** The record with what was written. */
  public Body of(Body before) {
    List<Header> after = before.headers();
    for (Map.Entry<String, Payload> header : headers.entrySet()) {
      after = with(after, header.getKey(), header.getValue());
    }
    return new Body(key.orElse(before.key()), value.orElse(before.value()), after);
  }

  /**
   * What makes {@code after} of {@code before}, as far as an edit can: of several headers of one
   * name the first is what counts.
   */
  public static Edit between(Body before, Body after) {
    Map<String, Payload> changed = new LinkedHashMap<>();
    for (Header header : before.headers()) {
      if (after.headers().stream().noneMatch(one -> one.name().equals(header.name()))) {
        changed.put(header.name(), Payload.ABSENT);
      }
    }
    for (Header header : after.headers()) {
      if (!before.headers().contains(header)) {
        changed.putIfAbsent(header.name(), header.value());
      }
    }
    return new Edit(
        after.key().equals(before.key()) ? Optional.empty() : Optional.of(after.key()),
        after.value().equals(before.value()) ? Optional.empty() : Optional.of(after.value()),
        changed);
  }

  /** All of a name become one, at the place of the first; absent: none. */
  static List<Header> with(List<Header> headers, String name, Payload value) {
    List<Header> after = new ArrayList<>(headers.size() + 1);
    boolean placed = value instanceof Payload.Absent;
    for (Header header : headers) {
      if (!header.name().equals(name)) {
        after.add(header);
      } else if (!placed) {
        after.add(new Header(name, value));
        placed = true;
      }
    }
    if (!placed) {
      after.add(new Header(name, value));
    }
    return after;
  }
}
