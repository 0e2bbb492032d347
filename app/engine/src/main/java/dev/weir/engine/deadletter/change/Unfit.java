package dev.weir.engine.deadletter.change;

/** A change does not fit a record; the message is a clause that says why. */
final class Unfit extends Exception {
  private static final long serialVersionUID = 1L;

  Unfit(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
