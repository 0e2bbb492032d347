package dev.weir.engine.deadletter.find;

import dev.weir.engine.deadletter.dialect.Dialect;
import java.util.Optional;

/** What the user said of a stream. */
public sealed interface Choice {
  /** It holds dead letters, in this dialect if one is named. */
  record DeadLetters(Optional<Dialect> pinned) implements Choice {}

  /** It holds none, whatever it looks like. */
  record NoDeadLetters() implements Choice {}
}
