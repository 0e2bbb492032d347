package dev.weir.alert.window;

/**
 * A final window of one group.
 *
 * @param tally nobody writes to it any more
 * @param complete whether no record of this group and time was refused for want of room
 * @param partition the partition it is of, or -1 if it was merged from several
 * @param partitions how many partitions had records in it
 */
public record ClosedWindow<G>(
    G group,
    WindowBounds bounds,
    Tally tally,
    ClosedBy closedBy,
    boolean complete,
    int partition,
    int partitions) {}
