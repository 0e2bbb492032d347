package dev.weir.engine.deadletter.replay;

import java.util.Optional;

/** Why a record that was asked for is not in a plan. */
public enum LeftOut {
  NO_ORIGIN("no-origin", "do not say where they came from: --to STREAM sends them somewhere"),
  ORIGIN_UNCLEAR("origin-unclear", "can be read in two ways: --dialect settles it"),
  PAYLOAD_LOST("payload-lost", "have no payload, and the record they were made of is gone"),
  MARKS_IN_PAYLOAD(
      "marks-in-payload",
      "carry the marks of their failure inside the value: --as-is sends them as they are"),
  SAME_RECORD("same-record", "are of a record that is in the plan already"),
  ALREADY_REPLAYED("already-replayed", "were brought back before: --again does it again"),
  OPEN_TRANSACTION(
      "open-transaction",
      "are part of a transaction that has not ended, or behind it: plan again when it has"),
  TOO_OFTEN("too-often", "were brought back as often as allowed: --to STREAM parks them elsewhere");

  private final String label;
  private final String words;

  LeftOut(String label, String words) {
    this.label = label;
    this.words = words;
  }

  /** As the plan's file and reports spell it. */
  public String label() {
    return label;
  }

  /** To follow "12 records". */
  public String words() {
    return words;
  }

  static Optional<LeftOut> ofLabel(String label) {
    for (LeftOut reason : values()) {
      if (reason.label.equals(label)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
