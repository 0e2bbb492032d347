package dev.weir.engine.alert;

import dev.weir.engine.notify.Delivery;
import java.util.List;

/**
 * All alerts and rules at one moment.
 *
 * @param active pending and firing, the worst first
 * @param resolved the last ones, newest first
 * @param adjustments of rules, newest first
 * @param channels as the file has them, those with problems last
 * @param deliveries the last ones, newest first
 * @param problems what is wrong with rules and channels, a sentence each
 * @param leads whether this program is the one that tells people
 */
public record AlertTable(
    List<AlertRow> active,
    List<AlertRow> resolved,
    List<Silence> silences,
    List<Adjustment> adjustments,
    List<RuleRow> rules,
    List<ChannelRow> channels,
    List<Delivery> deliveries,
    List<String> problems,
    boolean leads) {
  public static final AlertTable EMPTY =
      new AlertTable(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
          true);

  public AlertTable {
    active = List.copyOf(active);
    resolved = List.copyOf(resolved);
    silences = List.copyOf(silences);
    adjustments = List.copyOf(adjustments);
    rules = List.copyOf(rules);
    channels = List.copyOf(channels);
    deliveries = List.copyOf(deliveries);
    problems = List.copyOf(problems);
  }
}
