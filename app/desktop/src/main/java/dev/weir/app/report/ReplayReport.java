package dev.weir.app.report;

import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlannedRecord;
import dev.weir.engine.deadletter.replay.Rebuilt;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.Redeaths;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A replay as {@code weir dlq run|status|resume --json} prints it.
 *
 * @param state "running", "paused", "cancelled", "completed", "completed-with-quarantine",
 *     "needs-decision", or "dry-run"
 * @param skipped records that were asked for and are not in the plan
 * @param unknown records of which nobody can tell whether they were written
 * @param wouldSend of a dry run
 * @param wouldChange of those, how many are not what died
 * @param diedAgain of those sent, where that was looked for
 * @param passed by group, how many of those sent it has read beyond
 * @param samples of a dry run: the first records, and the first that are changed
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
    OptionalLong wouldChange,
    OptionalLong diedAgain,
    Map<String, Long> passed,
    List<ReceiptLine> receipts,
    Optional<List<SampleLine>> samples) {

  /**
   * Key, value and headers; bytes that are no text as base64.
   *
   * @param headers names and values
   */
  public record BodyLine(JsonNode key, JsonNode value, List<List<JsonNode>> headers) {
    static BodyLine of(Payload key, Payload value, List<Header> headers) {
      return new BodyLine(
          node(key),
          node(value),
          headers.stream()
              .map(
                  header ->
                      List.of(
                          (JsonNode) JsonNodeFactory.instance.stringNode(header.name()),
                          node(header.value())))
              .toList());
    }

    private static JsonNode node(Payload payload) {
      if (!(payload instanceof Payload.Bytes(byte[] bytes, int _))) {
        return JsonNodeFactory.instance.nullNode();
      }
      try {
        return JsonNodeFactory.instance.stringNode(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      } catch (CharacterCodingException _) {
        return JsonNodeFactory.instance
            .objectNode()
            .put("base64", Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  /**
   * A record as it would be written.
   *
   * @param was as it would be without the plan's change; empty where it is not changed
   */
  public record SampleLine(PlaceLine from, String to, Optional<BodyLine> was, BodyLine now) {
    /** Of a dry run. */
    public static SampleLine of(Plan plan, Rebuilt.Ready ready) {
      NewRecord record = ready.record().record();
      return new SampleLine(
          PlaceLine.of(plan.stream().name(), ready.record().from()),
          ready.record().to().name(),
          ready
              .changed()
              .map(
                  changed ->
                      BodyLine.of(
                          changed.before().key(),
                          changed.before().value(),
                          changed.before().headers())),
          BodyLine.of(record.key(), record.value(), record.headers()));
    }
  }

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
  }

  /**
   * Which became which.
   *
   * @param to null where it was not written; without a place where it is not known
   * @param outcome "sent", "quarantined", "unknown" or "held"
   * @param diedAgain where it is seen that it died again, if that was looked for
   * @param digestBefore of what died, where something else was written
   * @param digestAfter of what was written instead
   */
  public record ReceiptLine(
      PlaceLine from,
      Optional<PlaceLine> to,
      String outcome,
      int attempt,
      Optional<String> why,
      Optional<String> diedAgain,
      Optional<String> digestBefore,
      Optional<String> digestAfter) {
    static ReceiptLine of(Plan plan, Receipt receipt, Optional<String> diedAgain) {
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
          receipt.why(),
          diedAgain,
          receipt
              .changedTo()
              .map(
                  _ ->
                      record
                          .payload()
                          .map(PlannedRecord.Elsewhere::digest)
                          .orElse(record.digest())),
          receipt.changedTo());
    }
  }

  /**
   * A job as the ledger has it.
   *
   * @param after what was found out of the records sent, if that was looked for
   */
  public static ReplayReport of(
      Job job, Plan plan, List<Receipt> receipts, Optional<Redeaths.Found> after) {
    Map<Integer, String> died = after.map(Redeaths.Found::died).orElse(Map.of());
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
        after.isPresent() ? OptionalLong.of(died.size()) : OptionalLong.empty(),
        after.map(Redeaths.Found::passed).orElse(Map.of()),
        receipts.stream()
            .map(
                receipt ->
                    ReceiptLine.of(plan, receipt, Optional.ofNullable(died.get(receipt.index()))))
            .toList(),
        Optional.empty());
  }

  /** What a dry run found. */
  public static ReplayReport dry(
      Plan plan,
      long wouldSend,
      long wouldChange,
      List<Receipt> setAside,
      List<SampleLine> samples) {
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
        OptionalLong.of(wouldChange),
        OptionalLong.empty(),
        Map.of(),
        setAside.stream().map(receipt -> ReceiptLine.of(plan, receipt, Optional.empty())).toList(),
        Optional.of(samples));
  }

  private static long skipped(Plan plan) {
    return plan.leftOut().values().stream().mapToLong(Long::longValue).sum();
  }
}
