package dev.weir.app.report;

import dev.weir.alert.rule.Rule;
import dev.weir.engine.rules.RuleBook;
import java.util.List;

/** A rule file as {@code weir rules check --json} prints it. */
public record RuleCheckLine(String file, List<String> rules, List<Problem> problems) {
  /**
   * What is wrong.
   *
   * @param line from 1; 0 where it is the whole file
   */
  public record Problem(int line, int column, String message, String remedy) {}

  public static RuleCheckLine of(RuleBook book) {
    return new RuleCheckLine(
        book.source(),
        book.rules().stream().map(Rule::name).toList(),
        book.problems().stream()
            .map(
                problem ->
                    new Problem(
                        problem.line(), problem.column(), problem.message(), problem.remedy()))
            .toList());
  }
}
