package dev.weir.engine.lag;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.publish.Opened;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.PartitionRef;
import java.util.List;
import java.util.Optional;

/** One group's partitions and members, refreshed every few seconds while open. */
public interface GroupView extends Opened<GroupView.State> {
  /**
   * Has the first unread record of one partition read, which moves records over the network. What
   * it shows comes as an event, and the time behind becomes the record's own.
   */
  void readFirstUnread(PartitionRef partition);

  /**
   * What is known so far.
   *
   * @param events what happened of late, oldest first
   */
  record State(
      Optional<GroupDetail> detail,
      List<PartitionLag> partitions,
      List<LagEvent> events,
      Optional<Fault> fault) {
    public State {
      partitions = List.copyOf(partitions);
      events = List.copyOf(events);
    }

    /** Without events. */
    public State(
        Optional<GroupDetail> detail, List<PartitionLag> partitions, Optional<Fault> fault) {
      this(detail, partitions, List.of(), fault);
    }
  }
}
