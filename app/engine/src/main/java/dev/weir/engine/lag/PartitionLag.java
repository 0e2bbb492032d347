package dev.weir.engine.lag;

import dev.weir.alert.lag.DeletionDue;
import dev.weir.alert.lag.LagStatus;
import dev.weir.stream.LagSample;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One group on one partition: the sample and what follows from it and its predecessors.
 *
 * @param deletion when retention deletes the first unread record, unless it is read before
 * @param why why the status is unknown, as a sentence; empty otherwise
 * @param ageMillis age of the sample
 */
public record PartitionLag(
    LagSample sample,
    LagTime lagTime,
    OptionalDouble consumedPerSecond,
    OptionalDouble producedPerSecond,
    Optional<Duration> eta,
    LagStatus status,
    Optional<DeletionDue> deletion,
    String why,
    long ageMillis) {}
