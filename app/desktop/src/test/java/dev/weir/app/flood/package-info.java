/** Tails under more than they can take. */
@NullMarked
package dev.weir.app.flood;

import org.jspecify.annotations.NullMarked;
