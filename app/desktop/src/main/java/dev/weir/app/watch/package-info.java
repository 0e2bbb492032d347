/** Rules and notifications without a window. */
@NullMarked
package dev.weir.app.watch;

import org.jspecify.annotations.NullMarked;
