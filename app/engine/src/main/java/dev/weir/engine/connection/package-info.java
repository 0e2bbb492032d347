/** Saved and open connections. */
@NullMarked
package dev.weir.engine.connection;

import org.jspecify.annotations.NullMarked;
