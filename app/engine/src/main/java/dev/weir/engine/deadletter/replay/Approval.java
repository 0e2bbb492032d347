package dev.weir.engine.deadletter.replay;

import java.time.Instant;
import java.util.Set;

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
}
