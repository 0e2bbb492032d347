/**
 * A real Kafka broker and a real Redis server on loopback, for the sample streams and for the
 * integration tests of the connectors. Everything here listens on 127.0.0.1 only and removes its
 * data when it is closed or when the JVM ends.
 */
@NullMarked
package dev.weir.sample.broker;

import org.jspecify.annotations.NullMarked;
