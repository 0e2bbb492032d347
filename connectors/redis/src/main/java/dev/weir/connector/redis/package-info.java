/**
 * Redis Streams behind the ports of {@code dev.weir.stream}: an observer that asks with read
 * commands only, but for the ports that are there to write.
 */
@NullMarked
package dev.weir.connector.redis;

import org.jspecify.annotations.NullMarked;
