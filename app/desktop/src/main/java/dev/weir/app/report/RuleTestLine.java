package dev.weir.app.report;

import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.RuleTests;
import java.util.List;

/** A test file as {@code weir rules test --json} prints it. */
public record RuleTestLine(String file, List<Test> tests, List<String> problems) {
  /** A test; it passed if nothing failed. */
  public record Test(String name, boolean passed, List<String> failures) {}

  public static RuleTestLine of(RuleTests tests) {
    return new RuleTestLine(
        tests.source(),
        tests.outcomes().stream()
            .map(outcome -> new Test(outcome.name(), outcome.passed(), outcome.failures()))
            .toList(),
        tests.problems().stream().map(RuleProblem::sentence).toList());
  }
}
