/** The overview: what is wrong in words, and the figures that matter. */
@NullMarked
package dev.weir.engine.overview;

import org.jspecify.annotations.NullMarked;
