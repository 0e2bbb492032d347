package dev.weir.app.report;

import dev.weir.alert.lag.LagJudge;
import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.lag.LagBoard;
import dev.weir.engine.lag.LagEvent;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures groups of one connection again and again, and judges each by what it has seen of it so
 * far. Blocks; confined to one thread.
 */
public final class LagSurvey {
  private static final int MOST_DATED = 1_000_000;

  private final Connector connector;
  private final InstantSource clock;
  private final Optional<Duration> limit;
  private final LagBoard board = new LagBoard(LagJudge.STANDARD);
  private int looks;
  private int eventsTold;

  /**
   * @param limit how far behind is too far, if that is asked
   */
  public LagSurvey(Connector connector, InstantSource clock, Optional<Duration> limit) {
    this.connector = connector;
    this.clock = clock;
    this.limit = limit;
  }

  /** Measures without telling, so that a later {@link #lines} can judge. */
  public void look(Collection<GroupInfo> groups) {
    ask(groups);
  }

  /** Measures, and tells of each group and partition. */
  public List<LagLine> lines(Collection<GroupInfo> groups) {
    LagAnswers answers = ask(groups);
    List<LagSample> wanting = board.wantingTime(connector.name(), MOST_DATED, clock.millis());
    if (!wanting.isEmpty()) {
      board.unreadSince(wanting, connector.unreadSinceMillis(wanting));
    }
    Map<LagSample, Boolean> over =
        limit.isEmpty()
            ? Map.of()
            : connector.waitsLongerThan(
                answers.samples().stream().filter(LagSurvey::waits).toList(), limit.get());
    long nowMillis = clock.millis();
    long nowNanos = System.nanoTime();
    List<LagLine> lines = new ArrayList<>();
    for (GroupInfo group : groups.stream().sorted(LagSurvey::byName).toList()) {
      ConnectorFailure refusal = answers.refused().get(group.group());
      List<PartitionLag> partitions =
          refusal == null ? board.partitions(group.group(), nowMillis, nowNanos) : List.of();
      for (PartitionLag partition : partitions) {
        lines.add(LagLines.of(partition, status(partition), isOver(partition, over), nowMillis));
      }
      if (partitions.isEmpty()) {
        lines.add(
            LagLines.of(
                group, refusal == null ? "The group has committed nothing." : refusal.sentence()));
      }
    }
    return lines;
  }

  /** What has happened since this was last asked. */
  public List<LagEvent> news() {
    List<LagEvent> all = board.events(Optional.empty());
    List<LagEvent> news = all.subList(Math.min(eventsTold, all.size()), all.size());
    eventsTold = all.size();
    return List.copyOf(news);
  }

  private static int byName(GroupInfo one, GroupInfo other) {
    return one.group().compareTo(other.group());
  }

  private LagAnswers ask(Collection<GroupInfo> groups) {
    Set<GroupRef> asked = new HashSet<>();
    groups.forEach(group -> asked.add(group.group()));
    board.pin(asked);
    board.groups(connector.name(), List.copyOf(groups), clock.millis());
    LagAnswers answers = connector.lag(groups);
    if (!groups.isEmpty() && answers.refused().size() == groups.size()) {
      throwIfAway(answers.refused().values().iterator().next());
    }
    board.samples(groups, answers);
    looks++;
    return answers;
  }

  private static void throwIfAway(ConnectorFailure failure) {
    switch (failure) {
      case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ ->
          throw new ConnectorException(failure);
      case ConnectorFailure.Unauthorized _,
          ConnectorFailure.Missing _,
          ConnectorFailure.Rejected _ -> {}
    }
  }

  private Optional<Boolean> isOver(PartitionLag partition, Map<LagSample, Boolean> over) {
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    LagSample sample = partition.sample();
    boolean nothingWaits = LagLines.records(sample.lag()).orElse(1) == 0;
    return nothingWaits ? Optional.of(false) : Optional.ofNullable(over.get(sample));
  }

  /** What a first look alone can tell: that records wait, whatever becomes of them. */
  private LagStatus status(PartitionLag lag) {
    LagSample sample = lag.sample();
    if (lag.status() != LagStatus.UNKNOWN || looks > 1 || sample.ahead() > 0) {
      return lag.status();
    }
    if (sample.lost() > 0) {
      return LagStatus.DATA_LOST;
    }
    return waits(sample) ? LagStatus.BEHIND : LagStatus.UNKNOWN;
  }

  private static boolean waits(LagSample sample) {
    return LagLines.records(sample.lag()).orElse(0) > 0;
  }
}
