/** How the console itself is doing. */
@NullMarked
package dev.weir.engine.health;

import org.jspecify.annotations.NullMarked;
