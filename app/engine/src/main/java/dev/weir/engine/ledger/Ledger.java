package dev.weir.engine.ledger;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Single writes in the audit: what is about to be done is there before it begins, and how it ended
 * follows. An intent without an outcome is of an action whose end nobody saw. Thread-safe; several
 * processes may write.
 */
public final class Ledger {
  private final AuditTrail audit;

  public Ledger(AuditTrail audit) {
    this.audit = audit;
  }

  /**
   * Writes down what is about to be done, and returns once the disk has it.
   *
   * @param action one word: "probe"
   * @param target connection and stream
   * @param details what will be written, without secrets and payloads
   * @return the entry's id, for its outcome
   * @throws IOException then nothing must be done
   */
  public String intend(String action, String target, Map<String, ?> details) throws IOException {
    String id = UUID.randomUUID().toString();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", id);
    entry.put("state", "intended");
    entry.put("target", target);
    entry.putAll(details);
    audit.append(action, entry);
    return id;
  }

  /** Writes down how an action ended: "done", "failed" or "unknown", with what is known of it. */
  public void settle(String id, String state, Map<String, ?> details) throws IOException {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", id);
    entry.put("state", state);
    entry.putAll(details);
    audit.append("outcome", entry);
  }
}
