package dev.weir.app.demo;

/** Runs the demo. */
public interface Demo {
  /**
   * Returns when it is over.
   *
   * @return the program's exit code
   * @throws SampleFailure if there are no sample streams
   */
  int run(DemoOptions options) throws SampleFailure;
}
