package dev.weir.stream;

import java.util.List;

/** What a broker's settings tell of dead letters. For brokers that have such settings. */
public interface DeadLetterProbe {
  /**
   * Streams that settings say hold dead letters; the same stream several times where several
   * settings say so. Settings that the user may not read are passed over.
   */
  List<DeadLetterHint> deadLetterHints();
}
