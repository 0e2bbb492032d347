/** The whole program, from the outside. */
@NullMarked
package dev.weir.app.journey;

import org.jspecify.annotations.NullMarked;
