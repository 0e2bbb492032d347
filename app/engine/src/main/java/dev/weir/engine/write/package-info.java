/** Writes to brokers that a person asked for: previewed, written down, then done. */
@NullMarked
package dev.weir.engine.write;

import org.jspecify.annotations.NullMarked;
