package dev.weir.stream;

import org.jspecify.annotations.Nullable;

/**
 * A Kafka topic or a Redis stream on one connection.
 *
 * @param connection the connection's name, unique in one console
 * @param name the topic's name or the stream's key, byte-exact where it is valid UTF-8
 */
public record StreamRef(String connection, String name) implements Comparable<StreamRef> {
  @Override
  public int compareTo(StreamRef other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : connection.compareTo(other.connection);
  }

  // Written out, as it is a key of maps that are looked into all the time: what a record brings by
  // itself goes through method handles, which packages' one compiler does not make quick.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StreamRef that
        && name.equals(that.name)
        && connection.equals(that.connection);
  }

  @Override
  public int hashCode() {
    return 31 * connection.hashCode() + name.hashCode();
  }
}
