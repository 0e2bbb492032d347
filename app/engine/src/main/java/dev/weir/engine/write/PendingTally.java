package dev.weir.engine.write;

import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What became of pending entries that something was done with.
 *
 * @param asked how many there were
 * @param done how many it was done with
 * @param moved of those that were moved, their old id and their new one
 * @param left of those that were moved, how many were not deleted as other groups need them
 * @param redelivered not touched, as they were delivered or claimed since the preview
 * @param acknowledged not touched, as they were acknowledged since
 * @param gone not touched, as the stream no longer has them
 * @param notTried not touched, as one before them was refused or unclear
 * @param unclear of which nobody knows
 * @param why why it ended before its time; a sentence with the remedy
 */
public record PendingTally(
    PendingAction action,
    long asked,
    long done,
    Map<String, String> moved,
    long left,
    long redelivered,
    long acknowledged,
    long gone,
    long notTried,
    long unclear,
    Optional<String> why) {
  static PendingTally of(PendingList list, PendingAction action, List<PendingOutcome> outcomes) {
    Map<String, String> moved = new LinkedHashMap<>();
    long[] counts = new long[7];
    Optional<String> why = Optional.empty();
    for (int i = 0; i < outcomes.size(); i++) {
      switch (outcomes.get(i)) {
        case PendingOutcome.Done _ -> counts[0]++;
        case PendingOutcome.Moved(var place, boolean left) -> {
          counts[0]++;
          counts[1] += left ? 1 : 0;
          moved.put(list.rows().get(i).entry().id().toString(), place.toString());
        }
        case PendingOutcome.Redelivered _ -> counts[2]++;
        case PendingOutcome.Acknowledged _ -> counts[3]++;
        case PendingOutcome.Gone _ -> counts[4]++;
        case PendingOutcome.NotTried _ -> counts[5]++;
        case PendingOutcome.Refused(ConnectorFailure failure) -> {
          counts[5]++;
          why = why.or(() -> Optional.of(failure.sentence()));
        }
        case PendingOutcome.Unclear(ConnectorFailure failure) -> {
          counts[6]++;
          why = why.or(() -> Optional.of(failure.sentence()));
        }
      }
    }
    return new PendingTally(
        action,
        outcomes.size(),
        counts[0],
        moved,
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        counts[5],
        counts[6],
        why);
  }

  /** Of a write that there was nothing to do for. */
  public static PendingTally none(PendingAction action) {
    return new PendingTally(action, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, Optional.empty());
  }

  /** Whether it was done with all. */
  public boolean isWhole() {
    return done == asked;
  }

  /** One word for the audit. */
  String outcome() {
    return unclear > 0 ? "unknown" : isWhole() ? "done" : done == 0 ? "failed" : "partly";
  }

  /** Counts that are not zero, and what was moved where. */
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("done", done);
    put(details, "redelivered", redelivered);
    put(details, "acknowledged", acknowledged);
    put(details, "gone", gone);
    put(details, "not_tried", notTried);
    put(details, "unclear", unclear);
    put(details, "left_for_other_groups", left);
    if (!moved.isEmpty()) {
      details.put("moved", moved);
    }
    why.ifPresent(sentence -> details.put("why", sentence));
    return details;
  }

  private static void put(Map<String, Object> details, String name, long number) {
    if (number > 0) {
      details.put(name, number);
    }
  }

  /** What became of them, in words. */
  public String sentence() {
    List<String> parts = new ArrayList<>();
    String did =
        switch (action) {
          case PendingAction.Claim(String consumer) ->
              (asked == 1 ? "now belongs to " : "now belong to ") + consumer;
          case PendingAction.Acknowledge _ -> asked == 1 ? "is acknowledged" : "are acknowledged";
          case PendingAction.Retry _ ->
              asked == 1 ? "counts as never delivered" : "count as never delivered";
          case PendingAction.MoveTo(var to, boolean _) ->
              (asked == 1 ? "is in " : "are in ") + to.name();
        };
    parts.add(number(done) + " of " + entries(asked) + " " + did + ".");
    if (left > 0) {
      parts.add(verb(left, "stays", "stay") + " in the stream too: other groups need it.");
    }
    if (redelivered > 0) {
      parts.add(
          verb(redelivered, "was", "were")
              + " delivered or claimed since the preview, and left alone.");
    }
    if (acknowledged > 0) {
      parts.add(verb(acknowledged, "was", "were") + " acknowledged since the preview.");
    }
    if (gone > 0) {
      parts.add(
          verb(gone, "is", "are")
              + " no longer in the stream, trimmed or deleted, and can only be acknowledged.");
    }
    why.ifPresent(parts::add);
    if (notTried > 0) {
      parts.add(verb(notTried, "was", "were") + " not touched.");
    }
    if (unclear > 0) {
      parts.add("Whether it was done with " + entries(unclear) + " is not known: look again.");
    }
    return String.join(" ", parts);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String verb(long number, String one, String several) {
    return entries(number) + " " + (number == 1 ? one : several);
  }

  private static String entries(long number) {
    return number(number) + (number == 1 ? " entry" : " entries");
  }
}
