package dev.weir.engine.lag;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.publish.Opened;
import dev.weir.stream.GroupDetail;
import java.util.List;
import java.util.Optional;

/** One group's partitions and members, refreshed every few seconds while open. */
public interface GroupView extends Opened<GroupView.State> {
  /** What is known so far. */
  record State(Optional<GroupDetail> detail, List<PartitionLag> partitions, Optional<Fault> fault) {
    public State {
      partitions = List.copyOf(partitions);
    }
  }
}
