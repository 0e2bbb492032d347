/** The Tail screen: live records of one or several streams, and an inspector. */
@NullMarked
package dev.weir.views.tail;

import org.jspecify.annotations.NullMarked;
