/** The sample streams: a small event-driven order platform on a real Kafka and a real Redis. */
@NullMarked
package dev.weir.sample;

import org.jspecify.annotations.NullMarked;
