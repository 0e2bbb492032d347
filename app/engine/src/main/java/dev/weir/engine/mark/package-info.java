/** Deploy marks: moments that somebody set down, to be seen beside what was measured. */
@NullMarked
package dev.weir.engine.mark;

import org.jspecify.annotations.NullMarked;
