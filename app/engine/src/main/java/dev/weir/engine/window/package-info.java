/** Windows over the records of a stream: what of a record is its time, its group and its value. */
@NullMarked
package dev.weir.engine.window;

import org.jspecify.annotations.NullMarked;
