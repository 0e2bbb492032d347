package dev.weir.stream;

/** One program's part in a lease. Confined to one thread. */
public interface LeaseShare extends AutoCloseable {
  /**
   * Takes the lease if nobody has it, and goes on with it if this program has. To be called several
   * times a term. Blocks.
   *
   * @return whether this program has it, for a term from the beginning of this call
   * @throws ConnectorException if that cannot be found out
   */
  boolean renew();

  /** Gives it up, where that can be told; else it ends with its term. */
  @Override
  void close();
}
