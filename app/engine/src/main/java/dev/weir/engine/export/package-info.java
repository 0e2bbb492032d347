/** Records as lines of text and back, byte for byte. */
@NullMarked
package dev.weir.engine.export;

import org.jspecify.annotations.NullMarked;
