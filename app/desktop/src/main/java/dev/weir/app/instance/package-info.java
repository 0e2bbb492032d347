/** One console per user: a second start shows the window of the first. */
@NullMarked
package dev.weir.app.instance;

import org.jspecify.annotations.NullMarked;
