/** The one place where threads are made. */
@NullMarked
package dev.weir.engine.threads;

import org.jspecify.annotations.NullMarked;
