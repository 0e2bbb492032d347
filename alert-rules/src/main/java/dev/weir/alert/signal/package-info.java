/** Rules that watch other rules: which signal goes to which of them, and what it adds up to. */
@NullMarked
package dev.weir.alert.signal;

import org.jspecify.annotations.NullMarked;
