/** Asking brokers again and again, each question on a thread of its own. */
@NullMarked
package dev.weir.engine.watch;

import org.jspecify.annotations.NullMarked;
