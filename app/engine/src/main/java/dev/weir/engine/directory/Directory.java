package dev.weir.engine.directory;

import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All streams and groups of all connections, whatever a table shows of them. Immutable: may be
 * searched on any thread.
 */
public final class Directory {
  /** Before anything is known. */
  public static final Directory EMPTY = new Directory(List.of(), List.of());

  private final List<StreamRef> streams;
  private final List<GroupRef> groups;
  private final List<Entry> entries;

  /** One thing that has a name. */
  public sealed interface Entry {
    /** In small letters, so that a search need not make them so. */
    String searchable();

    /** A topic or Redis stream. */
    record Stream(StreamRef stream, String searchable) implements Entry {}

    /** A group of readers. */
    record Group(GroupRef group, String searchable) implements Entry {}
  }

  /** Of these, in their order. */
  public Directory(List<StreamRef> streams, List<GroupRef> groups) {
    this.streams = List.copyOf(streams);
    this.groups = List.copyOf(groups);
    var all = new ArrayList<Entry>(streams.size() + groups.size());
    for (StreamRef stream : streams) {
      all.add(new Entry.Stream(stream, stream.name().toLowerCase(Locale.ROOT)));
    }
    for (GroupRef group : groups) {
      all.add(new Entry.Group(group, group.name().toLowerCase(Locale.ROOT)));
    }
    entries = List.copyOf(all);
  }

  /** Streams first, then groups. */
  public List<Entry> entries() {
    return entries;
  }

  /** Whether it is of exactly these, so that no new one need be made. */
  public boolean isOf(List<StreamRef> otherStreams, List<GroupRef> otherGroups) {
    return streams.equals(otherStreams) && groups.equals(otherGroups);
  }
}
