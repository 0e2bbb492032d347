package dev.weir.stream;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What groups there are and how far they have read. */
public interface LagProbe {
  /** All groups the user may see, by name. */
  List<GroupInfo> groups();

  /** One sample per group and partition with a commit or an assignment. */
  List<LagSample> lag(Collection<GroupInfo> groups);

  /** Members of one group. */
  GroupDetail describe(GroupRef group);

  /**
   * Since when each sample's first unread record has been waiting: its timestamp in epoch
   * milliseconds. Costs several calls to the broker, so it is for partitions that lag and on which
   * nothing better is known. A sample without an answer is left out.
   */
  Map<LagSample, Long> unreadSinceMillis(Collection<LagSample> lagging);
}
