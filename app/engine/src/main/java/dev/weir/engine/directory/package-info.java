/** Everything there is, by name, for whoever looks for something. */
@NullMarked
package dev.weir.engine.directory;

import org.jspecify.annotations.NullMarked;
