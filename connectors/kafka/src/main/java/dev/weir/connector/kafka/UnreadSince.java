package dev.weir.connector.kafka;

import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import java.time.Duration;
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
 *
 * <p>Every other step guesses by the offset's share between the bounds, which finds an evenly
 * written record in few steps; guessing ends where halving alone needs all the steps that are left
 * of {@link #USUAL_ROUNDS}. So the answer is exact to the millisecond after 32 calls on a log that
 * spans up to 12 days whatever its rhythm, and after {@link #MOST_ROUNDS} on any.
 */
final class UnreadSince {
  private static final int USUAL_ROUNDS = 31;

  /** All milliseconds since the epoch take 41 halvings. */
  private static final int MOST_ROUNDS = 44;

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

    /** A record at or before the target has this timestamp; its offset. */
    private long low;

    private long lowOffset;

    /** Every record up to the target is older than this; an offset after the target. */
    private long high;

    private long highOffset;
    private long asked;
    private boolean done;

    private Search(long target, long high, long end) {
      this.target = target;
      this.high = high;
      highOffset = Math.max(end, target + 1);
    }

    private boolean nearly() {
      return high - low < 1_000;
    }

    /** The time to ask about next, between the bounds. */
    private long next(int round) {
      long span = high - low;
      int halvings = Long.SIZE - Long.numberOfLeadingZeros(span);
      if (round % 2 == 0 || round + halvings >= USUAL_ROUNDS) {
        asked = low + span / 2;
      } else {
        double share = (target - lowOffset + 0.5) / Math.max(1, highOffset - lowOffset);
        asked = Math.clamp(low + (long) (share * span), low + 1, high - 1);
      }
      return asked;
    }

    /**
     * @param offset first offset at or after {@link #asked}, negative if there is none
     */
    private void learn(long offset, long timestamp) {
      if (offset >= 0 && offset <= target) {
        low = Math.max(asked, timestamp);
        lowOffset = offset;
        done = offset == target;
      } else {
        high = asked;
        highOffset = offset < 0 ? highOffset : Math.min(highOffset, offset);
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

  /**
   * Whether the first unread record is older than that: one question, because the first record not
   * older lies after it then.
   */
  Map<LagSample, Boolean> waitsLongerThan(Collection<LagSample> lagging, Duration limit) {
    Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
    OffsetSpec then = OffsetSpec.forTimestamp(link.nowMillis() - limit.toMillis());
    for (LagSample sample : lagging) {
      if (firstUnread(sample) >= 0) {
        specs.put(partition(sample), then);
      }
    }
    Map<TopicPartition, Offsets.Found> found =
        specs.isEmpty() ? Map.of() : offsets.ask(specs, IsolationLevel.READ_UNCOMMITTED).found();
    Map<LagSample, Boolean> waits = new HashMap<>();
    for (LagSample sample : lagging) {
      long first = firstUnread(sample);
      Offsets.Found notOlder = found.get(partition(sample));
      if (first >= 0 && notOlder != null) {
        waits.put(sample, notOlder.offset() < 0 || notOlder.offset() > first);
      }
    }
    return waits;
  }

  private static TopicPartition partition(LagSample sample) {
    return new TopicPartition(sample.partition().stream().name(), sample.partition().partition());
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
    TopicPartition partition = partition(sample);
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
          Search search =
              new Search(wanted.getKey(), now + 3_600_001L, any.end().orElse(wanted.getKey() + 1));
          search.learn(found.offset(), found.timestampMillis());
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
      narrow(searching, round);
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

  private void narrow(Map<TopicPartition, Search> searching, int round) {
    Map<TopicPartition, OffsetSpec> specs = HashMap.newHashMap(searching.size());
    searching.forEach(
        (partition, search) -> specs.put(partition, OffsetSpec.forTimestamp(search.next(round))));
    Offsets.Answers answers = offsets.ask(specs, IsolationLevel.READ_UNCOMMITTED);
    answers
        .found()
        .forEach(
            (partition, found) -> {
              Search search = searching.get(partition);
              if (search != null) {
                search.learn(found.offset(), found.timestampMillis());
              }
            });
    // Whose leader does not answer is left without an answer.
    searching.keySet().removeAll(answers.failed().keySet());
  }
}
