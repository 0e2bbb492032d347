/** Timing a broker with records of one's own. */
@NullMarked
package dev.weir.engine.probe;

import org.jspecify.annotations.NullMarked;
