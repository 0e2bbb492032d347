package dev.weir.stream;

import java.util.List;

/**
 * Implemented by connectors that can act on what groups were given and have not acknowledged. Only
 * {@link #act} writes, and only what an operator has seen and whose intent is in the audit.
 */
public interface PendingPort {
  /**
   * Lists pending entries, oldest first, with what they hold. Raises no delivery count. Blocks.
   *
   * @throws ConnectorException with {@code Missing} if there is no such stream or group
   */
  PendingList pending(GroupRef group, StreamRef stream, PendingFilter filter);

  /**
   * Finds out whether {@code action} can be done at all. Reads only. Blocks.
   *
   * @throws ConnectorException if not: the consumer to claim for or the stream to move to is not
   *     there, or cannot be used
   */
  void check(PendingList entries, PendingAction action);

  /**
   * Acts on each entry that is still as it was listed: given to the same consumer, as often, and
   * not since. Blocks.
   *
   * @return an outcome for each, in the list's order
   * @throws ConnectorException if nothing was done
   */
  List<PendingOutcome> act(PendingList entries, PendingAction action);
}
