/** Bytes to something a person can read. */
@NullMarked
package dev.weir.engine.decode;

import org.jspecify.annotations.NullMarked;
