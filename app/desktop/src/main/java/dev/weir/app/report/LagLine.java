package dev.weir.app.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A group on a partition as {@code weir lag --json} prints it. What nobody can know is null. Of a
 * group that could not be asked, or has committed nothing, there is one line without a stream.
 *
 * @param partition null for a Redis stream
 * @param streamId the topic's id: another one is another topic of the same name
 * @param stableEnd end of what readers of committed records may get; asked for where something
 *     waits
 * @param lagBound "exact", "at most" or "unknown": how {@code lag} is to be read
 * @param stableLag what a reader of committed records may still get
 * @param blocked records that wait for transactions to end
 * @param blockedBy whose transaction holds them back, once it has for some seconds
 * @param readable unread offsets that are still there
 * @param ahead how far the commit lies beyond the end
 * @param held all that the partition holds: without a commit, no more than this can wait
 * @param lagMs how long the first unread record has been waiting
 * @param lagMsMethod "caught up", "ring", "timestamp", "record" or "entry id"
 * @param overLimit whether it is further behind than {@code --limit}; null without one, or where
 *     nobody can know
 * @param lost unread records deleted by retention
 * @param etaS seconds until it has caught up at the present rates
 * @param deletedInS seconds until retention deletes the first unread record at the earliest
 * @param deletedBy "age" or "size": by which limit
 * @param pending Redis: entries delivered and not acknowledged
 * @param pendingIdleMs time since the longest waiting of them was last delivered
 * @param pendingAgeMs time since the oldest of them was added
 * @param pendingDeliveries how often the most often delivered of them was delivered
 * @param why what the reader should know: why something is unknown; null if nothing
 * @param committedAt ISO-8601 in UTC: when the broker told the commit
 * @param at ISO-8601 in UTC: when the broker told the end
 * @param ageMs age of that when printed
 */
public record LagLine(
    String connection,
    String group,
    String kind,
    String state,
    Optional<String> stream,
    OptionalInt partition,
    Optional<String> streamId,
    OptionalLong committed,
    OptionalLong end,
    OptionalLong stableEnd,
    OptionalLong logStart,
    OptionalLong lag,
    String lagBound,
    OptionalLong stableLag,
    OptionalLong blocked,
    Optional<BlockedBy> blockedBy,
    OptionalLong readable,
    long ahead,
    OptionalLong held,
    OptionalLong lagMs,
    Optional<String> lagMsMethod,
    Optional<Boolean> overLimit,
    long lost,
    String status,
    OptionalDouble consumedPerS,
    OptionalDouble producedPerS,
    OptionalDouble etaS,
    OptionalDouble deletedInS,
    Optional<String> deletedBy,
    OptionalLong retentionMs,
    OptionalLong retentionBytes,
    OptionalLong pending,
    OptionalLong pendingIdleMs,
    OptionalLong pendingAgeMs,
    OptionalLong pendingDeliveries,
    Optional<String> why,
    Optional<String> committedAt,
    Optional<String> at,
    OptionalLong ageMs) {

  /**
   * Whose transaction holds readers back.
   *
   * @param lastWriteAt ISO-8601 in UTC, by the record's timestamp
   * @param state as its coordinator says
   * @param why why it could not be told; the rest is null then
   */
  public record BlockedBy(
      Optional<String> transactionalId,
      OptionalLong producerId,
      OptionalInt producerEpoch,
      OptionalLong firstOffset,
      Optional<String> lastWriteAt,
      Optional<String> state,
      Optional<String> why) {}
}
