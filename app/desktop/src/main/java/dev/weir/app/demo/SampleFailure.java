package dev.weir.app.demo;

import dev.weir.stream.ConnectorFailure;
import java.util.Optional;

/** Why there are no sample streams, and the remedy, as a sentence. */
public final class SampleFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<ConnectorFailure> broker;

  SampleFailure(String sentence) {
    super(sentence);
    broker = Optional.empty();
  }

  SampleFailure(String sentence, Throwable cause) {
    super(sentence, cause);
    broker = Optional.empty();
  }

  SampleFailure(ConnectorFailure failure) {
    super(failure.sentence());
    broker = Optional.of(failure);
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }

  /** What is the matter with a broker that was named, if that is why. */
  public Optional<ConnectorFailure> broker() {
    return broker;
  }
}
