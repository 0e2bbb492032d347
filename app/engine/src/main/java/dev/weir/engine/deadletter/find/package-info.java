/**
 * Finds the streams that hold dead letters without being told: by the user's word, settings of the
 * broker, configurations of connectors, headers of the newest records, and names, in this order.
 * Only reads.
 */
@NullMarked
package dev.weir.engine.deadletter.find;

import org.jspecify.annotations.NullMarked;
