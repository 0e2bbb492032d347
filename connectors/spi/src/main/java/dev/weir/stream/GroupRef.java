package dev.weir.stream;

import org.jspecify.annotations.Nullable;

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

  // Written out, as it is a key of maps that are looked into all the time: what a record brings by
  // itself goes through method handles, which packages' one compiler does not make quick.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupRef that
        && name.equals(that.name)
        && connection.equals(that.connection);
  }

  @Override
  public int hashCode() {
    return 31 * connection.hashCode() + name.hashCode();
  }
}
