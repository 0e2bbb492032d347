/** Replays whose process, or whose broker, is killed while they write. */
@NullMarked
package dev.weir.app.faults;

import org.jspecify.annotations.NullMarked;
