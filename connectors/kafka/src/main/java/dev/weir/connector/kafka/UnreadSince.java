package dev.weir.connector.kafka;

import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the timestamp of the record at an offset without reading it: the broker's time index says
 * which offset comes first at or after a time, so the latest time for which that is not beyond the
 * offset is the record's own. Bisection over all partitions at once; needs DESCRIBE only. Where
 * timestamps are out of order it finds the largest so far, which is what lag means.
 */
final class UnreadSince {
  /** A millisecond in a week takes 30 halvings; the bounds come from the log itself. */
  private static final int MOST_ROUNDS = 30;

  private static final int REMEMBERED = 20_000;

  private final ClusterLink link;
  private final Offsets offsets;
  private final Map<Place, Long> remembered =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, Long> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** An offset's timestamp never changes within one topic and one leader's epoch. */
  private record Place(String identity, PartitionRef partition, long offset, int leaderEpoch) {}

  private static final class Search {
    private final long target;
    private long low;
    private long high;
    private boolean done;

    private Search(long target, long high) {
      this.target = target;
      this.high = high;
    }

    private boolean nearly() {
      return high - low < 1_000;
    }

    /** The time to ask about next. */
    private long middle() {
      return low + (high - low) / 2;
    }

    /**
     * @param offset first offset at or after {@link #middle()}, negative if there is none
     */
    private void learn(long asked, long offset, long timestamp) {
      if (offset >= 0 && offset <= target) {
        low = Math.max(asked, timestamp);
        done = offset == target;
      } else {
        high = asked;
      }
      done |= high - low <= 1;
    }
  }

  UnreadSince(ClusterLink link, Offsets offsets) {
    this.link = link;
    this.offsets = offsets;
  }

  Map<LagSample, Long> find(Collection<LagSample> lagging) {
    Map<LagSample, Long> since = new HashMap<>();
    // A call can ask one question per partition, so groups at other offsets wait for another turn.
    List<Map<TopicPartition, Map.Entry<Long, List<LagSample>>>> turns = new ArrayList<>();
    for (LagSample sample : lagging) {
      long offset = firstUnread(sample);
      if (offset >= 0) {
        file(turns, sample, offset);
      }
    }
    for (Map<TopicPartition, Map.Entry<Long, List<LagSample>>> turn : turns) {
      search(turn, since);
    }
    return since;
  }

  /** -1 where there is none or it is not known. */
  private static long firstUnread(LagSample sample) {
    boolean read =
        switch (sample.lag()) {
          case Lag.Exact(long records) -> records == 0;
          case Lag.AtMost(long records, String _) -> records == 0;
          case Lag.Unknown _ -> true;
        };
    if (read || sample.committed().isEmpty()) {
      return -1;
    }
    long offset = Math.max(sample.committed().getAsLong(), sample.logStart().orElse(0));
    return sample.end().isPresent() && offset >= sample.end().getAsLong() ? -1 : offset;
  }

  private static void file(
      List<Map<TopicPartition, Map.Entry<Long, List<LagSample>>>> turns,
      LagSample sample,
      long offset) {
    TopicPartition partition =
        new TopicPartition(sample.partition().stream().name(), sample.partition().partition());
    for (Map<TopicPartition, Map.Entry<Long, List<LagSample>>> turn : turns) {
      Map.Entry<Long, List<LagSample>> there = turn.get(partition);
      if (there == null) {
        turn.put(partition, Map.entry(offset, new ArrayList<>(List.of(sample))));
        return;
      }
      if (there.getKey() == offset) {
        there.getValue().add(sample);
        return;
      }
    }
    Map<TopicPartition, Map.Entry<Long, List<LagSample>>> turn = new HashMap<>();
    turn.put(partition, Map.entry(offset, new ArrayList<>(List.of(sample))));
    turns.add(turn);
  }

  private void search(
      Map<TopicPartition, Map.Entry<Long, List<LagSample>>> turn, Map<LagSample, Long> since) {
    // The first record's time bounds the search from below, and tells the leader's epoch.
    Map<TopicPartition, Offsets.Found> first =
        offsets
            .ask(turn.keySet(), OffsetSpec.forTimestamp(0), IsolationLevel.READ_UNCOMMITTED)
            .found();
    long now = link.nowMillis();
    Map<TopicPartition, Search> open = new HashMap<>();
    Map<TopicPartition, Place> places = new HashMap<>();
    turn.forEach(
        (partition, wanted) -> {
          Offsets.Found found = first.get(partition);
          if (found == null || found.offset() < 0) {
            return;
          }
          LagSample any = wanted.getValue().getFirst();
          Place place =
              new Place(any.identity(), any.partition(), wanted.getKey(), found.leaderEpoch());
          Long known = remembered.get(place);
          if (known != null) {
            wanted.getValue().forEach(sample -> since.put(sample, known));
            return;
          }
          // A producer's clock may be ahead: the broker lets it be so by an hour.
          Search search = new Search(wanted.getKey(), now + 3_600_001L);
          search.learn(0, found.offset(), found.timestampMillis());
          if (found.offset() > search.target) {
            // Nothing at or before the offset is left: the first record is the first unread one.
            search.low = found.timestampMillis();
            search.done = true;
          }
          open.put(partition, search);
          places.put(partition, place);
        });
    Map<TopicPartition, Search> searching = new HashMap<>(open);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      searching.values().removeIf(search -> search.done);
      if (searching.isEmpty()) {
        break;
      }
      halve(searching);
    }
    open.forEach(
        (partition, search) -> {
          Map.Entry<Long, List<LagSample>> wanted = turn.get(partition);
          Place place = places.get(partition);
          if (wanted != null && place != null && (search.done || search.nearly())) {
            remembered.put(place, search.low);
            wanted.getValue().forEach(sample -> since.put(sample, search.low));
          }
        });
  }

  private void halve(Map<TopicPartition, Search> searching) {
    Map<TopicPartition, OffsetSpec> specs = HashMap.newHashMap(searching.size());
    searching.forEach(
        (partition, search) -> specs.put(partition, OffsetSpec.forTimestamp(search.middle())));
    Offsets.Answers answers = offsets.ask(specs, IsolationLevel.READ_UNCOMMITTED);
    answers
        .found()
        .forEach(
            (partition, found) -> {
              Search search = searching.get(partition);
              if (search != null) {
                search.learn(search.middle(), found.offset(), found.timestampMillis());
              }
            });
    // Whose leader does not answer is left without an answer.
    searching.keySet().removeAll(answers.failed().keySet());
  }
}
