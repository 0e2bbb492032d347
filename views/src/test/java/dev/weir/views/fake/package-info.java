/** A console without an engine, whose figures move when told to. */
@NullMarked
package dev.weir.views.fake;

import org.jspecify.annotations.NullMarked;
