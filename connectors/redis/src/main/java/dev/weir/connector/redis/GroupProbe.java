package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagProbe;
import dev.weir.stream.LagSample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Groups and their lag. Groups exist per stream; those of one name are told as one group that reads
 * several streams. Thread-safe.
 */
final class GroupProbe implements LagProbe {
  private final String connection;
  private final Servers servers;
  private final KeyNames names;
  private final Discovery discovery;
  private final XinfoReader xinfo;
  private final LagSweep sweep;
  private final GroupMembers members;
  private final FirstUnreadEntries firstUnread;

  /** As of the last listing. */
  private volatile Map<String, Set<String>> streamsByGroup = Map.of();

  GroupProbe(
      String connection,
      Servers servers,
      KeyNames names,
      InstantSource clock,
      Discovery discovery,
      XinfoReader xinfo,
      EntryTimes times) {
    this.connection = connection;
    this.servers = servers;
    this.names = names;
    this.discovery = discovery;
    this.xinfo = xinfo;
    sweep = new LagSweep(connection, servers, names, clock, xinfo, times);
    members = new GroupMembers(servers, names);
    firstUnread = new FirstUnreadEntries(servers, names, clock, times);
  }

  @Override
  public List<GroupInfo> groups() {
    List<String> streams = discovery.streams();
    Map<String, Boolean> hasConsumers = new TreeMap<>();
    Map<String, Set<String>> byGroup = new HashMap<>();
    List<List<GroupFacts>> groups = groupsOf(streams);
    for (int i = 0; i < streams.size(); i++) {
      for (GroupFacts group : groups.get(i)) {
        String name = names.name(group.rawName());
        hasConsumers.merge(name, group.consumers() > 0, Boolean::logicalOr);
        byGroup.computeIfAbsent(name, _ -> new TreeSet<>()).add(streams.get(i));
      }
    }
    streamsByGroup = byGroup;
    List<GroupInfo> infos = new ArrayList<>();
    hasConsumers.forEach(
        (group, any) ->
            infos.add(
                new GroupInfo(
                    new GroupRef(connection, group),
                    GroupKind.REDIS,
                    any ? GroupState.STABLE : GroupState.EMPTY)));
    return infos;
  }

  /** Groups of each stream; none for a stream that is gone or may not be asked. */
  private List<List<GroupFacts>> groupsOf(List<String> streams) {
    List<Servers.Keyed> questions = new ArrayList<>(streams.size());
    for (String stream : streams) {
      byte[] key = names.key(stream);
      questions.add(new Servers.Keyed(key, Command.groupsInfo(key)));
    }
    List<List<GroupFacts>> groups = new ArrayList<>(streams.size());
    for (Object reply : questions.isEmpty() ? List.of() : servers.askAll(questions)) {
      groups.add(reply instanceof RuntimeException ? List.of() : xinfo.groups(reply));
    }
    return groups;
  }

  @Override
  public LagAnswers lag(Collection<GroupInfo> groups) {
    Set<String> wanted = new TreeSet<>();
    for (GroupInfo group : groups) {
      wanted.add(group.group().name());
    }
    if (!streamsByGroup.keySet().containsAll(wanted)) {
      groups();
    }
    Map<String, Set<String>> listed = streamsByGroup;
    Map<String, Set<String>> streamsOf = new TreeMap<>();
    for (String group : wanted) {
      streamsOf.put(group, listed.getOrDefault(group, Set.of()));
    }
    return sweep.answers(streamsOf);
  }

  @Override
  public GroupDetail describe(GroupRef group) {
    groups();
    Set<String> streams = streamsByGroup.getOrDefault(group.name(), Set.of());
    if (streams.isEmpty()) {
      throw new ConnectorException(
          new ConnectorFailure.Missing(
              "There is no group '" + group.name() + "' on any stream of " + connection + ".",
              "Look at the list of groups again; it may have been destroyed."));
    }
    return members.describe(group, streams);
  }

  @Override
  public Map<LagSample, Long> unreadSinceMillis(Collection<LagSample> lagging) {
    return firstUnread.sinceMillis(lagging);
  }

  @Override
  public Map<LagSample, Boolean> waitsLongerThan(Collection<LagSample> lagging, Duration limit) {
    return firstUnread.waitsLongerThan(lagging, limit);
  }

  @Override
  public FirstUnread readFirstUnread(LagSample lagging) {
    return firstUnread.read(lagging);
  }
}
