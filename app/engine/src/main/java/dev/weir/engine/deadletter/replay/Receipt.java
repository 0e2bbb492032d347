package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Position;
import java.util.Optional;

/**
 * What became of one record of a plan.
 *
 * @param index in the plan
 * @param stream the stream it was to go to
 * @param place where it is; empty where it is certain that it was written but not where
 * @param why it was set aside, or is not known
 * @param changedTo digest of what was written, where that is not what died
 */
public record Receipt(
    int index,
    Outcome outcome,
    String stream,
    Optional<Position> place,
    Optional<String> why,
    Optional<String> changedTo) {
  /** Of a record that is what died. */
  public Receipt(
      int index, Outcome outcome, String stream, Optional<Position> place, Optional<String> why) {
    this(index, outcome, stream, place, why, Optional.empty());
  }

  /** Where it is, as {@code partition:offset} or an entry id. */
  public Optional<String> placeText() {
    return place.map(Rebuilder::place);
  }

  /** What is known of it. */
  public enum Outcome {
    SENT("sent"),
    QUARANTINED("quarantined"),
    UNKNOWN("unknown"),
    /** Not written, because an earlier one of its key was not, or died again. */
    HELD("held");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
