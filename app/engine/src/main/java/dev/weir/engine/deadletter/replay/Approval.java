package dev.weir.engine.deadletter.replay;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * That a person has looked at a plan and wants it to be run. It is for the plan of this hash and no
 * other. It says who is answerable; it keeps nobody out who can write to the broker.
 *
 * @param plan hash of the plan
 * @param by who approved it, as the system names them
 * @param warnings names of the checks that did not pass when it was approved
 */
public record Approval(String plan, String by, Instant at, Set<String> warnings) {
  public Approval {
    warnings = Set.copyOf(warnings);
  }

  /**
   * As the audit has it.
   *
   * @param reason what the person gave for it; empty: nothing
   */
  Map<String, Object> audited(Plan approved, String reason) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("job", approved.job());
    details.put("plan_sha256", approved.hash());
    details.put("author", approved.author());
    details.put("warnings", new TreeSet<>(warnings));
    details.put("reason", reason);
    return details;
  }
}
