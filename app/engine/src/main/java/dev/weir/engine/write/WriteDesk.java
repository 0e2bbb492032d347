package dev.weir.engine.write;

import dev.weir.engine.publish.Slot;
import dev.weir.stream.GroupRef;
import dev.weir.stream.NewRecord;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;

/**
 * What a person may have written to a broker. Every call returns at once, from any thread; what
 * comes of it is told in slots.
 */
public interface WriteDesk {
  /** What stands before any write to a connection. */
  WriteGuard guard(String connection);

  /**
   * Finds out what having {@code group} read {@code stream} on from {@code to} would mean. Changes
   * nothing before {@link ResetRun#confirm}.
   */
  ResetRun previewReset(GroupRef group, StreamRef stream, TailFrom to);

  /** Lists what {@code group} was given of {@code stream} and has not acknowledged. */
  Slot<PendingLook> lookPending(GroupRef group, StreamRef stream, PendingFilter filter);

  /**
   * Finds out whether {@code action} can be done with {@code entries}. Changes nothing before
   * {@link PendingRun#confirm}.
   */
  PendingRun previewPending(PendingList entries, PendingAction action);

  /** Adds {@code record} to {@code stream}, unless the connection's guard refuses. */
  Slot<ProduceState> produce(StreamRef stream, NewRecord record, Consent consent);
}
