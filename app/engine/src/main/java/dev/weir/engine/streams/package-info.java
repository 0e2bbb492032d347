/** Rows and details of streams. */
@NullMarked
package dev.weir.engine.streams;

import org.jspecify.annotations.NullMarked;
