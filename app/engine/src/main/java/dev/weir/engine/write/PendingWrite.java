package dev.weir.engine.write;

import dev.weir.engine.ledger.Ledger;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Acts on pending entries, with what is about to be done and what was done in the audit. Blocks;
 * thread-safe.
 */
public final class PendingWrite {
  private final LedgeredWrite ledger;

  public PendingWrite(Ledger ledger) {
    this(new LedgeredWrite(ledger));
  }

  PendingWrite(LedgeredWrite ledger) {
    this.ledger = ledger;
  }

  /** What is typed once more to have it done on production. */
  public static String target(PendingList entries, PendingAction action) {
    return action instanceof PendingAction.MoveTo(var to, boolean _)
        ? to.name()
        : entries.group().name();
  }

  /**
   * Acts.
   *
   * @param where the connection, as the audit names it
   * @param reason why, for the audit; may be empty
   * @param port is asked for once the audit has the intent
   */
  public PendingRun.State run(
      PendingList entries,
      PendingAction action,
      String where,
      String reason,
      Supplier<PendingPort> port) {
    LedgeredWrite.End<PendingTally> end =
        ledger.run(
            "pending-" + word(action),
            entries.group().name() + " on " + where,
            details(entries, action, reason),
            "Whether anything was done is not known: look at the pending entries again.",
            () -> PendingTally.of(entries, action, port.get().act(entries, action)),
            tally -> new LedgeredWrite.Told(tally.outcome(), tally.details()));
    return switch (end) {
      case LedgeredWrite.End.Done<PendingTally>(PendingTally tally) ->
          new PendingRun.State.Done(tally);
      case LedgeredWrite.End.Refused<PendingTally>(String why) -> new PendingRun.State.Refused(why);
      case LedgeredWrite.End.Unclear<PendingTally>(String why) -> new PendingRun.State.Unclear(why);
    };
  }

  private static String word(PendingAction action) {
    return switch (action) {
      case PendingAction.Claim _ -> "claim";
      case PendingAction.Acknowledge _ -> "acknowledge";
      case PendingAction.Retry _ -> "retry";
      case PendingAction.MoveTo _ -> "move";
    };
  }

  private static Map<String, Object> details(
      PendingList entries, PendingAction action, String reason) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("stream", entries.stream().name());
    switch (action) {
      case PendingAction.Claim(String consumer) -> details.put("for", consumer);
      case PendingAction.Acknowledge _, PendingAction.Retry _ -> {}
      case PendingAction.MoveTo(var to, boolean delete) -> {
        details.put("to", to.name());
        details.put("delete", delete);
      }
    }
    List<String> rows = new ArrayList<>(entries.rows().size());
    for (PendingList.Row row : entries.rows()) {
      PendingEntry entry = row.entry();
      rows.add(entry.id() + " of " + entry.consumer() + ", delivered " + entry.deliveries());
    }
    details.put("entries", rows);
    if (!reason.isBlank()) {
      details.put("reason", reason.strip());
    }
    return details;
  }

  /** With how many of them it can be done, as they were listed. */
  public static long possible(PendingList entries, PendingAction action) {
    return action instanceof PendingAction.Acknowledge
        ? entries.rows().size()
        : entries.rows().stream().filter(PendingList.Row::kept).count();
  }

  /** What would be done, in words. */
  public static String meaning(PendingList entries, PendingAction action) {
    long usable = possible(entries, action);
    long gone = entries.rows().stream().filter(row -> !row.kept()).count();
    String what = number(usable) + (usable == 1 ? " entry of " : " entries of ") + whose(entries);
    String meaning =
        switch (action) {
          case PendingAction.Claim(String consumer) ->
              what + " would belong to " + consumer + ", as if it had just been given them.";
          case PendingAction.Acknowledge _ ->
              what
                  + " would be acknowledged: "
                  + entries.group().name()
                  + " is never given them again.";
          case PendingAction.Retry _ ->
              what
                  + " would count as never delivered, and go to whoever next takes over idle"
                  + " entries.";
          case PendingAction.MoveTo(var to, boolean delete) ->
              what
                  + " would be added to "
                  + to.name()
                  + " and acknowledged"
                  + (delete
                      ? ", and deleted from "
                          + entries.stream().name()
                          + " where no other group needs them."
                      : "; they stay in " + entries.stream().name() + ".");
        };
    if (gone > 0) {
      meaning +=
          " "
              + number(gone)
              + (gone == 1 ? " is" : " are")
              + " no longer in the stream"
              + (action instanceof PendingAction.Acknowledge
                  ? "."
                  : " and can only be acknowledged.");
    }
    return entries.complete() ? meaning : meaning + " There are more.";
  }

  private static String whose(PendingList entries) {
    TreeSet<String> consumers = new TreeSet<>();
    entries.rows().forEach(row -> consumers.add(row.entry().consumer()));
    Optional<String> only =
        consumers.size() == 1 ? Optional.of(consumers.first()) : Optional.empty();
    return only.map(name -> "consumer " + name).orElse(consumers.size() + " consumers");
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
