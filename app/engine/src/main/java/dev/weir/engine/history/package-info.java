/** Measurements of the last hours on disk. */
@NullMarked
package dev.weir.engine.history;

import org.jspecify.annotations.NullMarked;
