package dev.weir.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Members of a group and what they hold.
 *
 * @param facts single facts in the order to show (coordinator, assignor, epoch)
 */
public record GroupDetail(GroupInfo info, List<Member> members, Map<String, String> facts) {

  /**
   * A member of a Kafka group or a consumer of a Redis group.
   *
   * @param partitions partitions assigned; empty for Redis
   * @param pending Redis: entries delivered to it and not acknowledged
   * @param idle Redis: time since it last asked
   * @param inactive Redis 7.2: time since it last got something
   */
  public record Member(
      String id,
      String client,
      String host,
      List<PartitionRef> partitions,
      OptionalLong pending,
      Optional<Duration> idle,
      Optional<Duration> inactive) {
    public Member {
      partitions = List.copyOf(partitions);
    }
  }

  public GroupDetail {
    members = List.copyOf(members);
  }
}
