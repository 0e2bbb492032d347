package dev.weir.app.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A group on a partition as {@code weir lag --json} prints it. What nobody can know is null.
 *
 * @param partition null for a Redis stream
 * @param lagBound "exact", "at most" or "unknown": how {@code lag} is to be read
 * @param lagMs how long the first unread record has been waiting
 * @param lagMsMethod "caught up", "ring", "timestamp" or "entry id"
 * @param lost unread records deleted by retention
 * @param etaS seconds until it has caught up at the present rates
 * @param why what the reader should know: why something is unknown; null if nothing
 * @param at ISO-8601 in UTC: when the broker answered
 */
public record LagLine(
    String connection,
    String group,
    String kind,
    String state,
    String stream,
    OptionalInt partition,
    OptionalLong committed,
    OptionalLong end,
    OptionalLong logStart,
    OptionalLong lag,
    String lagBound,
    OptionalLong lagMs,
    Optional<String> lagMsMethod,
    long lost,
    String status,
    OptionalDouble etaS,
    OptionalLong pending,
    Optional<String> why,
    String at) {}
