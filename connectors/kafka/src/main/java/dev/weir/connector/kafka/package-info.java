/**
 * Kafka behind the connector ports: an observer that joins no group, commits nothing and creates
 * nothing.
 */
@NullMarked
package dev.weir.connector.kafka;

import org.jspecify.annotations.NullMarked;
