/** The program: {@code main()} and the wiring. */
@NullMarked
package dev.weir.app;

import org.jspecify.annotations.NullMarked;
