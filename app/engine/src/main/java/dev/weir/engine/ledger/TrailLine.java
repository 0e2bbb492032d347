package dev.weir.engine.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole line of an audit trail, as the bytes tell it that stand between two line feeds. */
record TrailLine(String hash, String previous, Optional<String> cutOff) {
  static final String BEFORE_THE_FIRST = "0".repeat(64);

  /** When it was written comes first. */
  static final String AT = "at";

  static final String BEGIN = "{\"" + AT + "\":\"";

  /** Hash of the line before. */
  static final String PREVIOUS = "previous";

  /** Hash of all that stands between the line before and this one, and is no line. */
  static final String CUT_OFF = "cut_off";

  /** Empty for what is no line that a trail has written, or not all of one. */
  static Optional<TrailLine> of(byte[] bytes) {
    try {
      JsonNode entry = JsonMapper.shared().readTree(bytes);
      return entry.path(PREVIOUS).isString()
          ? Optional.of(
              new TrailLine(
                  hashOf(bytes),
                  entry.path(PREVIOUS).asString(),
                  entry.path(CUT_OFF).asStringOpt()))
          : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  /** SHA-256, in hex. */
  static String hashOf(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
