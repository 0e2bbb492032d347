package dev.weir.stream;

/**
 * Implemented by connectors that can move where a group reads on. Only {@link #reset} writes, and
 * only what an operator has seen and whose intent is in the audit.
 */
public interface OffsetResetPort {
  /**
   * What having {@code group} read {@code stream} on from {@code to} would mean. Reads only.
   * Blocks.
   *
   * @throws ConnectorException with {@code Rejected} if the broker would refuse it, as Kafka does
   *     while a group has members; with {@code Missing} if there is no such group or stream
   */
  OffsetReset planReset(GroupRef group, StreamRef stream, TailFrom to);

  /**
   * Does it. Blocks.
   *
   * @throws ConnectorException with {@code Rejected} if the group stands elsewhere than the plan
   *     says; nothing is changed then
   */
  void reset(OffsetReset reset);
}
