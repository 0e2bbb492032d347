/** The end of the program, in order. */
@NullMarked
package dev.weir.app.lifecycle;

import org.jspecify.annotations.NullMarked;
