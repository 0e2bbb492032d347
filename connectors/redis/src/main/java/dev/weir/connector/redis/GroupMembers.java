package dev.weir.connector.redis;

import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Describes a group by its consumers on all its streams (XINFO CONSUMERS). Thread-safe. */
final class GroupMembers {
  private final Servers servers;
  private final KeyNames names;

  GroupMembers(Servers servers, KeyNames names) {
    this.servers = servers;
    this.names = names;
  }

  /**
   * @param streams those on which there is the group; one that is gone or may not be asked tells
   *     nothing
   */
  GroupDetail describe(GroupRef group, Set<String> streams) {
    List<Servers.Keyed> questions = new ArrayList<>();
    for (String stream : streams) {
      byte[] key = names.key(stream);
      questions.add(new Servers.Keyed(key, Command.consumersInfo(key, names.key(group.name()))));
    }
    Map<String, GroupDetail.Member> members = new TreeMap<>();
    long pending = 0;
    for (Object reply : servers.askAll(questions)) {
      if (reply instanceof RuntimeException) {
        continue;
      }
      for (Object one : Reply.list(reply)) {
        GroupDetail.Member member = member(Reply.map(one));
        pending += member.pending().orElse(0);
        members.merge(member.id(), member, GroupMembers::both);
      }
    }
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("Streams", String.join(", ", streams));
    shown.put("Consumers", count(members.size()));
    shown.put("Pending", count(pending));
    return new GroupDetail(
        new GroupInfo(
            group, GroupKind.REDIS, members.isEmpty() ? GroupState.EMPTY : GroupState.STABLE),
        List.copyOf(members.values()),
        shown);
  }

  private static GroupDetail.Member member(Map<String, @Nullable Object> facts) {
    return new GroupDetail.Member(
        KeyNames.text(Reply.bytes(facts.get("name"))),
        "",
        "",
        List.of(),
        Reply.number(facts.get("pending")),
        millis(facts.get("idle")),
        millis(facts.get("inactive")));
  }

  private static Optional<Duration> millis(@Nullable Object reply) {
    OptionalLong millis = Reply.number(reply);
    return millis.isPresent() && millis.getAsLong() >= 0
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  /** A consumer that reads several streams under one name. */
  private static GroupDetail.Member both(GroupDetail.Member a, GroupDetail.Member b) {
    return new GroupDetail.Member(
        a.id(),
        "",
        "",
        List.of(),
        OptionalLong.of(a.pending().orElse(0) + b.pending().orElse(0)),
        shorter(a.idle(), b.idle()),
        shorter(a.inactive(), b.inactive()));
  }

  private static Optional<Duration> shorter(Optional<Duration> a, Optional<Duration> b) {
    if (a.isPresent() && b.isPresent()) {
      return a.get().compareTo(b.get()) <= 0 ? a : b;
    }
    return a.or(() -> b);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
