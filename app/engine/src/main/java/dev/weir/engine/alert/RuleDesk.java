package dev.weir.engine.alert;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writing rules. Every call returns at once, from any thread; what blocks is done elsewhere. */
public interface RuleDesk {
  /**
   * A text to work on.
   *
   * @param rule which of its rules it is about
   * @param before the file as it was read; empty where there was none
   */
  record Draft(String file, String text, String rule, String before) {}

  /**
   * A rule to be changed: the user's file that it is in, or for one that comes with Weir the file
   * of that name with a copy of it, which takes its place once it is saved.
   */
  CompletableFuture<Draft> open(String rule);

  /** A new rule, at the end of a file of the user's. */
  CompletableFuture<Draft> begin();

  /**
   * The rules of any file, about the first of them. Saved, they are a file of the user's: of the
   * same name unless that is taken by another one.
   */
  CompletableFuture<Draft> handedOver(Path file);

  /** What a rule of {@code text} would have done in the last days. */
  CompletableFuture<RulePreview> preview(String text, String rule);

  /**
   * Takes a rule out of the user's file that it is in. One that comes with Weir and was replaced by
   * it counts again.
   *
   * @return why it was not taken out; empty where it was
   */
  CompletableFuture<Optional<String>> remove(String rule);

  /**
   * Writes the file, whose rules count from then on, unless somebody has changed it since it was
   * read.
   *
   * @return why it was not written; empty where it was
   */
  CompletableFuture<Optional<String>> save(Draft draft);

  /** The metrics that there are, by name. */
  List<String> metrics();
}
