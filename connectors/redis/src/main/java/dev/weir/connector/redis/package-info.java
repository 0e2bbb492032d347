/** Redis Streams behind the ports of {@code dev.weir.stream}, with read commands only. */
@NullMarked
package dev.weir.connector.redis;

import org.jspecify.annotations.NullMarked;
