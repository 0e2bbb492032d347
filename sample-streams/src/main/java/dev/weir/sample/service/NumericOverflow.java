package dev.weir.sample.service;

/** A value does not fit into the column it is for. */
final class NumericOverflow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NumericOverflow(String message) {
    super(message);
  }
}
