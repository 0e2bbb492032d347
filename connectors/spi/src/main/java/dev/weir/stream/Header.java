package dev.weir.stream;

/**
 * One header of a record. Names may repeat and order counts, so records hold a list of these. A
 * Redis entry's fields are carried the same way.
 */
public record Header(String name, Payload value) {}
