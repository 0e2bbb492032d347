package dev.weir.engine.probe;

import dev.weir.stream.ClockOffset;
import dev.weir.stream.ConnectorFailure;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What a probe found. All times are from when a record should have been sent by the schedule, so
 * that a broker that stalls is timed for all records it holds up, not only for the one it was asked
 * for.
 *
 * @param planned records the schedule had, until the probe was ended
 * @param acknowledged by the broker
 * @param refused by the broker
 * @param received read back
 * @param lost acknowledged and not read back in time
 * @param ack microseconds until the broker acknowledged
 * @param roundTrip microseconds until read back
 * @param latestStartMillis how long after its time the latest record was sent: the broker held up
 *     the writer, or this machine was busy
 * @param clock of the broker, where it stamps records itself
 * @param failure the first refusal
 */
public record ProbeResult(
    int planned,
    int acknowledged,
    int refused,
    int received,
    int lost,
    Histogram ack,
    Histogram roundTrip,
    long latestStartMillis,
    Optional<ClockOffset> clock,
    Optional<ConnectorFailure> failure) {}
