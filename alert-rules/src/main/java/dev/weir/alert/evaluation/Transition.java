package dev.weir.alert.evaluation;

import dev.weir.alert.life.AlertState;
import dev.weir.alert.life.Change;
import dev.weir.alert.life.Severity;

/**
 * What happened to an alert: a line of its history.
 *
 * @param rule by name
 * @param series that it is about
 * @param at epoch milliseconds of the sample, or of the moment silence became too long
 * @param change what happened
 * @param to the state since then
 * @param severity how bad
 * @param pendingAt the first sample in breach, epoch milliseconds
 * @param episode when the episode began, epoch milliseconds: the same for all that belongs together
 * @param value that was judged; NaN where there is none
 * @param baseline that it was held against; NaN where there is none
 * @param score from 0, 0.5 where it fires, to 1
 * @param flapping whether it fires and ends too often for each start to be news
 * @param reason why, as a sentence without its full stop
 */
public record Transition(
    String rule,
    Series series,
    long at,
    Change change,
    AlertState to,
    Severity severity,
    long pendingAt,
    long episode,
    double value,
    double baseline,
    double score,
    boolean flapping,
    String reason) {}
