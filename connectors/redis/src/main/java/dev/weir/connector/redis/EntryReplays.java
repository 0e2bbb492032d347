package dev.weir.connector.redis;

import dev.weir.stream.AfterReplay;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ReplayJob;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.ReplayTarget;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;

/** What replays of dead letters need to know of Redis, and their lanes. Thread-safe. */
final class EntryReplays {
  private final Servers servers;
  private final KeyNames names;

  EntryReplays(Servers servers, KeyNames names) {
    this.servers = servers;
    this.names = names;
  }

  /**
   * A server tells no id that it keeps when it starts again, so it is known by the address it was
   * reached at.
   */
  String serverId() {
    RedisSettings settings = servers.settings();
    String where =
        settings.mode() == RedisSettings.Mode.SENTINEL
            ? settings.sentinelMaster()
            : settings.servers().stream()
                .map(HostAndPort::toString)
                .sorted()
                .collect(Collectors.joining(","));
    return "redis:" + where + "/" + settings.database();
  }

  Optional<ReplayTarget> target(StreamRef stream) {
    byte[] key = names.key(stream.name());
    String kind = Reply.text(servers.ask(key, Command.type(key)));
    if (kind.equals("none")) {
      return Optional.empty();
    }
    if (!kind.equals("stream")) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "Key '" + stream.name() + "' on " + servers.serverOf(key) + " is not a stream.",
              "Choose a stream."));
    }
    List<String> groups =
        GroupFacts.of(Reply.list(servers.ask(key, Command.groupsInfo(key)))).stream()
            .map(GroupFacts::name)
            .sorted()
            .toList();
    return Optional.of(
        new ReplayTarget(
            stream,
            StreamKind.REDIS_STREAM,
            "",
            1,
            false,
            Optional.of(false),
            OptionalLong.empty(),
            Optional.of(true),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            groups));
  }

  List<String> hazards(ReplayJob job) {
    List<String> hazards = new ArrayList<>();
    for (HostAndPort server : servers.primaries()) {
      Map<String, String> info =
          servers.on(
              server,
              link -> {
                Map<String, String> all = Reply.info(link.ask(Command.info("memory")));
                all.putAll(Reply.info(link.ask(Command.info("persistence"))));
                return all;
              });
      String policy = info.getOrDefault("maxmemory_policy", "noeviction");
      if (!info.getOrDefault("maxmemory", "0").equals("0") && !policy.equals("noeviction")) {
        hazards.add(
            server
                + " may evict keys (maxmemory-policy "
                + policy
                + "). If what it remembers of the job is evicted while the job has stopped, records"
                + " that were under way are looked for in their streams, and those that are not"
                + " found are left for a person to decide.");
      }
      if (!info.getOrDefault("aof_enabled", "0").equals("1")) {
        hazards.add(
            server
                + " keeps no append-only file: if it crashes it goes back to its last snapshot,"
                + " dead letters and streams together.");
      }
    }
    if (job.foreign()) {
      return hazards;
    }
    byte[] source = names.key(job.source().name());
    if (job.after() == AfterReplay.DELETE || job.after() == AfterReplay.DONE) {
      List<String> groups =
          GroupFacts.of(Reply.list(servers.ask(source, Command.groupsInfo(source)))).stream()
              .filter(group -> group.pending() > 0)
              .map(GroupFacts::name)
              .sorted()
              .toList();
      if (!groups.isEmpty()) {
        hazards.add(
            "Groups have entries of "
                + job.source().name()
                + " pending ("
                + String.join(", ", groups)
                + "): those are brought back, and stay there too.");
      }
    }
    for (StreamRef target : job.targets()) {
      if (job.after() != AfterReplay.ACK
          && ScriptLane.isElsewhere(servers, source, names.key(target.name()))) {
        hazards.add(
            target.name()
                + " is in another slot of the cluster than "
                + job.source().name()
                + ": a record is there before its dead letter is taken away, in two steps. A crash"
                + " between them is made good when the job goes on.");
      }
    }
    return hazards;
  }

  ReplayLane open(ReplayJob job) {
    return new ScriptLane(servers, names, job);
  }
}
