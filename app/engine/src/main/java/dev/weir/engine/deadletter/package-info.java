/** Dead letters as a whole: reading streams of them, and the records they came from. Only reads. */
@NullMarked
package dev.weir.engine.deadletter;

import org.jspecify.annotations.NullMarked;
