/** Counting and timing records: slices of one second, merged and never averaged. */
@NullMarked
package dev.weir.engine.meter;

import org.jspecify.annotations.NullMarked;
