package dev.weir.stream;

/**
 * A consumer group on one connection. A Redis group exists per stream: its streams tell it apart
 * from groups of the same name on other streams.
 *
 * @param connection the connection's name
 * @param name the group's id
 */
public record GroupRef(String connection, String name) implements Comparable<GroupRef> {
  @Override
  public int compareTo(GroupRef other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : connection.compareTo(other.connection);
  }
}
