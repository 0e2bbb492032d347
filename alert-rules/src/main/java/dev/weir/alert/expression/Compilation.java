package dev.weir.alert.expression;

/** What became of a condition's text. */
public sealed interface Compilation {
  /** A condition, ready to test records. */
  record Compiled(RecordCondition condition) implements Compilation {}

  /** Not a condition, and why: the first thing found. */
  record Failed(ConditionProblem problem) implements Compilation {}
}
