package dev.weir.stream;

/** A {@link ConnectorFailure} on its way to whoever can show it. */
public final class ConnectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ConnectorFailure failure;

  public ConnectorException(ConnectorFailure failure) {
    super(failure.sentence());
    this.failure = failure;
  }

  /** {@code cause} goes to the log only; its text is never shown. */
  public ConnectorException(ConnectorFailure failure, Throwable cause) {
    super(failure.sentence(), cause);
    this.failure = failure;
  }

  public ConnectorFailure failure() {
    return failure;
  }
}
