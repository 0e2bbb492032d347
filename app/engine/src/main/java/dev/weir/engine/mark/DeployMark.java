package dev.weir.engine.mark;

import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A moment that somebody set down: a deployment, a change of configuration, a switch.
 *
 * @param id unique, for as long as its file is; never given again
 * @param atMillis when it happened, epoch milliseconds
 * @param text what happened, in one line
 * @param about what it may have changed
 * @param by who put it
 */
public record DeployMark(long id, long atMillis, String text, About about, String by) {

  /** Tells what a group reads. */
  @FunctionalInterface
  public interface Reads {
    boolean reads(GroupRef group, StreamRef stream);
  }

  /**
   * What a mark may have changed, or what is looked at. An empty name stands for all of them; a
   * stream without a connection for the one of that name on each.
   */
  public record About(String connection, String stream, String group) {
    public static final About EVERYTHING = new About("", "", "");

    public static About of(StreamRef stream) {
      return new About(stream.connection(), stream.name(), "");
    }

    public static About of(GroupRef group) {
      return new About(group.connection(), "", group.name());
    }

    /** What labels {@code connection}, {@code stream} and {@code group} name. */
    public static About of(Map<String, String> labels) {
      return new About(
          labels.getOrDefault("connection", ""),
          labels.getOrDefault("stream", ""),
          labels.getOrDefault("group", ""));
    }

    /**
     * Whether a change here can be seen there. What both name must be the same. A stream and a
     * group have to do with each other if the group reads the stream.
     */
    public boolean concerns(About there, Reads reads) {
      if (differ(connection, there.connection)) {
        return false;
      }
      boolean isNarrow = !stream.isEmpty() || !group.isEmpty();
      boolean isThereNarrow = !there.stream.isEmpty() || !there.group.isEmpty();
      if (!isNarrow || !isThereNarrow) {
        return true;
      }
      if (differ(stream, there.stream) || differ(group, there.group)) {
        return false;
      }
      boolean isSame =
          (!stream.isEmpty() && stream.equals(there.stream))
              || (!group.isEmpty() && group.equals(there.group));
      if (isSame) {
        return true;
      }
      String on = there.connection.isEmpty() ? connection : there.connection;
      return group.isEmpty()
          ? reads.reads(new GroupRef(on, there.group), new StreamRef(on, stream))
          : reads.reads(new GroupRef(on, group), new StreamRef(on, there.stream));
    }

    private static boolean differ(String one, String other) {
      return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    /** "stream orders on shop"; empty where it is about everything. */
    public String words() {
      List<String> words = new ArrayList<>();
      if (!stream.isEmpty()) {
        words.add("stream " + stream);
      }
      if (!group.isEmpty()) {
        words.add("group " + group);
      }
      String things = String.join(", ", words);
      if (connection.isEmpty()) {
        return things;
      }
      return things.isEmpty() ? "connection " + connection : things + " on " + connection;
    }
  }
}
