package dev.weir.engine.deadletter.replay;

import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Keeps ledger and audit of one run. What is about to be written is on the disk before it is, and
 * what became of it follows while the next batch is under way. Confined to one thread; the disk is
 * written on another.
 */
final class ReplayBook {
  /** Lines of the audit hold at most so many records. */
  private static final int MOST_IN_A_LINE = 500;

  private final Plan plan;
  private final ReplayLedger ledger;
  private final AuditTrail audit;
  private List<Receipt> receipts = new ArrayList<>();
  private CompletableFuture<Boolean> writing = CompletableFuture.completedFuture(true);
  private int settled;
  private int intended;

  /**
   * @param settled all records before it are settled, and that is in the ledger
   */
  ReplayBook(Plan plan, ReplayLedger ledger, AuditTrail audit, int settled) {
    this.plan = plan;
    this.ledger = ledger;
    this.audit = audit;
    this.settled = settled;
    this.intended = settled;
  }

  /** All records of the plan before it are settled. */
  int settled() {
    return settled;
  }

  /**
   * Returns once the disk has it that records before {@code next} may be written.
   *
   * @param ahead how many more may follow without waiting for the disk
   */
  void intend(int next, int ahead) throws IOException {
    if (next > intended) {
      await();
      begin(Math.min(plan.records().size(), next + ahead));
      await();
    }
  }

  /**
   * Takes down what became of all records before {@code next}.
   *
   * @param ahead how many records after it may soon be written
   */
  void settled(List<Receipt> fresh, int next, int ahead) throws IOException {
    receipts.addAll(fresh);
    settled = next;
    if (writing.isDone()) {
      await();
      begin(Math.min(plan.records().size(), Math.max(intended, next + ahead)));
    }
  }

  /** Returns once the disk has all, and that nothing more is about to be written. */
  void close() throws IOException {
    await();
    begin(settled);
    await();
  }

  /** Returns once the disk has what is certain; of the rest it stays that it may be written. */
  void leave() throws IOException {
    await();
    begin(intended);
    await();
  }

  private void begin(int intent) {
    List<Receipt> fresh = receipts;
    int next = settled;
    receipts = new ArrayList<>();
    intended = intent;
    var done = new CompletableFuture<Boolean>();
    writing = done;
    Threads.startVirtual(
        "replay-book",
        () -> {
          try {
            // First the audit: what the ledger knows is never told again.
            tell(plan, audit, fresh);
            ledger.step(plan, fresh, next, intent);
            done.complete(true);
          } catch (IOException e) {
            done.completeExceptionally(new UncheckedIOException(e));
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
  }

  private void await() throws IOException {
    try {
      writing.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException failed) {
        throw failed.getCause();
      }
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw e;
    }
  }

  /** Returns once the disk has what became of records. */
  static void tell(Plan plan, AuditTrail audit, List<Receipt> receipts) throws IOException {
    for (int from = 0; from < receipts.size(); from += MOST_IN_A_LINE) {
      List<Map<String, String>> rows = new ArrayList<>();
      for (Receipt receipt :
          receipts.subList(from, Math.min(receipts.size(), from + MOST_IN_A_LINE))) {
        PlannedRecord record = plan.records().get(receipt.index());
        Map<String, String> row = new LinkedHashMap<>();
        row.put("from", plan.stream().name() + ":" + Rebuilder.place(record.position()));
        row.put("to", receipt.stream() + receipt.placeText().map(at -> ":" + at).orElse(""));
        row.put("outcome", receipt.outcome().label());
        receipt
            .changedTo()
            .ifPresent(
                digest -> {
                  row.put("digest_before", record.payloadDigest());
                  row.put("digest_after", digest);
                });
        rows.add(row);
      }
      audit.append("replay-records", Map.of("job", plan.job(), "records", rows));
    }
  }
}
