package dev.weir.engine.window;

import dev.weir.alert.window.WindowCounts;

/**
 * What became of the records read.
 *
 * @param read all
 * @param withoutTime in no window: no time, or one that is none
 * @param ahead in no window: their time was more than an hour after their receipt, and would have
 *     closed the windows of all others
 * @param withoutGroup in no window: nothing to group them by
 * @param withoutValue counted, but without a number where one was asked for
 * @param unaskable counted as no errors, as the condition could not be asked of them
 * @param windows what became of the others
 */
public record RecordCounts(
    long read,
    long withoutTime,
    long ahead,
    long withoutGroup,
    long withoutValue,
    long unaskable,
    WindowCounts windows) {}
