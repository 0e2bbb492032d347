package dev.weir.engine.decode;

/** Bytes that are not what they were taken for; the message says why, in words. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  Malformed(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
