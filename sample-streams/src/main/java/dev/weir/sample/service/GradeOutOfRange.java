package dev.weir.sample.service;

/** A grade of more points than there are. */
final class GradeOutOfRange extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GradeOutOfRange(String message) {
    super(message);
  }
}
