/** Settings and secrets. */
@NullMarked
package dev.weir.engine.settings;

import org.jspecify.annotations.NullMarked;
