package dev.weir.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What groups there are and how far they have read. */
public interface LagProbe {
  /** All groups the user may see, by name. */
  List<GroupInfo> groups();

  /** One sample per group and partition with a commit or an assignment. */
  LagAnswers lag(Collection<GroupInfo> groups);

  /** Members of one group. */
  GroupDetail describe(GroupRef group);

  /**
   * Since when each sample's first unread record has been waiting: its timestamp in epoch
   * milliseconds. Costs several calls to the broker, so it is for partitions that lag and on which
   * nothing better is known. A sample without an answer is left out.
   */
  Map<LagSample, Long> unreadSinceMillis(Collection<LagSample> lagging);

  /**
   * Whether each sample's first unread record is older than {@code limit} by its timestamp. Costs
   * one call for all of them. A sample without an answer is left out.
   */
  Map<LagSample, Boolean> waitsLongerThan(Collection<LagSample> lagging, Duration limit);

  /**
   * Reads the first unread record. It moves a batch of records over the network, so it is for when
   * somebody asks. Blocks for a few seconds at most.
   */
  FirstUnread readFirstUnread(LagSample lagging);
}
