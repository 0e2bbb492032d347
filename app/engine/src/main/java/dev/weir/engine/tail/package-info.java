/** Live tails: inbox, ring, filter, pages. */
@NullMarked
package dev.weir.engine.tail;

import org.jspecify.annotations.NullMarked;
