package dev.weir.stream;

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
}
