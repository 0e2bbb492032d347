package dev.weir.sample.broker;

/** A broker could not be started; says in one sentence why, and in another what helps. */
public final class BrokerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String remedy;

  public BrokerUnavailable(String problem, String remedy, Throwable cause) {
    super(problem + " " + remedy, cause);
    this.problem = problem;
    this.remedy = remedy;
  }

  public BrokerUnavailable(String problem, String remedy) {
    super(problem + " " + remedy);
    this.problem = problem;
    this.remedy = remedy;
  }

  /** What failed, one sentence. */
  public String problem() {
    return problem;
  }

  /** What the operator can do about it, one sentence. */
  public String remedy() {
    return remedy;
  }
}
