/** The Streams screen: every topic and Redis stream in one table. */
@NullMarked
package dev.weir.views.streams;

import org.jspecify.annotations.NullMarked;
