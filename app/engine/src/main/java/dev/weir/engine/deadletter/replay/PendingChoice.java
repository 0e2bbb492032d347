package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingPort;
import dev.weir.stream.PendingSource;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of a group's pending entries a plan is made of. */
public record PendingChoice(String group, PendingFilter filter) {
  /**
   * Entries as they were listed.
   *
   * @param places of those that the stream still has
   */
  public record Found(PendingSource source, Set<Position> places) {
    public Found {
      places = Set.copyOf(places);
    }
  }

  /**
   * Lists them. Only reads; blocks.
   *
   * @throws ConnectorException if the broker keeps no such list, does not answer, or more are asked
   *     for than are acted on in one go
   */
  public Found find(Connector connector, StreamRef stream) {
    if (!(connector instanceof PendingPort port)) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "Only Redis keeps a list of pending entries.", "Choose another source."));
    }
    PendingList list = port.pending(new GroupRef(connector.name(), group), stream, filter);
    if (!list.complete()) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              String.format(
                  Locale.ROOT, "More than %,d pending entries are asked for.", filter.most()),
              "Ask for fewer, by idle time, deliveries or consumer."));
    }
    return new Found(
        new PendingSource(group, list.atMillis()),
        list.rows().stream()
            .filter(PendingList.Row::kept)
            .map(row -> row.entry().id())
            .collect(Collectors.toSet()));
  }

  /** What was asked for, for the plan's file. */
  public String words() {
    List<String> words = new ArrayList<>(List.of(group));
    if (filter.idle().compareTo(Duration.ZERO) > 0) {
      words.add("idle " + filter.idle().toString().substring(2).toLowerCase(Locale.ROOT));
    }
    if (filter.deliveries() > 0) {
      words.add("deliveries " + filter.deliveries());
    }
    filter.consumer().ifPresent(name -> words.add("consumer " + name));
    if (!filter.ids().isEmpty()) {
      words.add(filter.ids().size() + " by id");
    }
    return String.join(", ", words);
  }
}
