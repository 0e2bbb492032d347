package dev.weir.packaging;

/** Why no package can be made, in one sentence with the remedy. */
final class PackagingProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PackagingProblem(String sentence) {
    super(sentence);
  }
}
