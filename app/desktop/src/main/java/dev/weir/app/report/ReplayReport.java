package dev.weir.app.report;

import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.stream.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A replay as {@code weir dlq run|status|resume --json} prints it.
 *
 * @param state "running", "paused", "cancelled", "completed", "completed-with-quarantine",
 *     "needs-decision", or "dry-run"
 * @param skipped records that were asked for and are not in the plan
 * @param unknown records of which nobody can tell whether they were written
 * @param wouldSend of a dry run
 * @param diedAgain of those sent, where that was looked for
 * @param passed by group, how many of those sent it has read beyond
 */
public record ReplayReport(
    String job,
    String state,
    String why,
    long planned,
    long sent,
    long skipped,
    long quarantined,
    long unknown,
    long held,
    long remaining,
    OptionalLong wouldSend,
    OptionalLong diedAgain,
    Map<String, Long> passed,
    List<ReceiptLine> receipts) {

  /** A place: partition and offset of a topic, or the id of an entry. */
  public record PlaceLine(
      String stream, OptionalInt partition, OptionalLong offset, Optional<String> id) {
    /** Where a dead letter is. */
    public static PlaceLine of(String stream, Position position) {
      return switch (position) {
        case Position.Offset(int partition, long offset) ->
            new PlaceLine(
                stream, OptionalInt.of(partition), OptionalLong.of(offset), Optional.empty());
        case Position.EntryId id ->
            new PlaceLine(
                stream, OptionalInt.empty(), OptionalLong.empty(), Optional.of(id.toString()));
      };
    }

    static PlaceLine of(String stream, String place) {
      int colon = place.indexOf(':');
      return colon < 0
          ? new PlaceLine(stream, OptionalInt.empty(), OptionalLong.empty(), Optional.of(place))
          : new PlaceLine(
              stream,
              OptionalInt.of(Integer.parseInt(place.substring(0, colon))),
              OptionalLong.of(Long.parseLong(place.substring(colon + 1))),
              Optional.empty());
    }
  }

  /**
   * Which became which.
   *
   * @param to null where it was not written; without a place where it is not known
   * @param outcome "sent", "quarantined", "unknown" or "held"
   */
  public record ReceiptLine(
      PlaceLine from, Optional<PlaceLine> to, String outcome, int attempt, Optional<String> why) {
    static ReceiptLine of(Plan plan, Receipt receipt) {
      var record = plan.records().get(receipt.index());
      return new ReceiptLine(
          PlaceLine.of(plan.stream().name(), record.position()),
          receipt.outcome() == Receipt.Outcome.QUARANTINED
                  || receipt.outcome() == Receipt.Outcome.HELD
              ? Optional.empty()
              : Optional.of(
                  receipt
                      .place()
                      .map(place -> PlaceLine.of(receipt.stream(), place))
                      .orElseGet(
                          () ->
                              new PlaceLine(
                                  receipt.stream(),
                                  OptionalInt.empty(),
                                  OptionalLong.empty(),
                                  Optional.empty()))),
          receipt.outcome().label(),
          record.attempt(),
          receipt.why());
    }
  }

  /** A job as the ledger has it. */
  public static ReplayReport of(Job job, Plan plan, List<Receipt> receipts) {
    return new ReplayReport(
        job.id(),
        job.state().label(),
        job.why(),
        job.planned(),
        job.sent(),
        skipped(plan),
        job.quarantined(),
        job.unknown(),
        job.held(),
        job.remaining(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Map.of(),
        receipts.stream().map(receipt -> ReceiptLine.of(plan, receipt)).toList());
  }

  /** What a dry run found. */
  public static ReplayReport dry(Plan plan, long wouldSend, List<Receipt> setAside) {
    return new ReplayReport(
        plan.job(),
        "dry-run",
        "",
        plan.records().size(),
        0,
        skipped(plan),
        setAside.size(),
        0,
        0,
        wouldSend,
        OptionalLong.of(wouldSend),
        OptionalLong.empty(),
        Map.of(),
        setAside.stream().map(receipt -> ReceiptLine.of(plan, receipt)).toList());
  }

  /** The same with what was found out afterwards. */
  public ReplayReport with(long died, Map<String, Long> groups) {
    return new ReplayReport(
        job,
        state,
        why,
        planned,
        sent,
        skipped,
        quarantined,
        unknown,
        held,
        remaining,
        wouldSend,
        OptionalLong.of(died),
        groups,
        receipts);
  }

  private static long skipped(Plan plan) {
    return plan.leftOut().values().stream().mapToLong(Long::longValue).sum();
  }
}
