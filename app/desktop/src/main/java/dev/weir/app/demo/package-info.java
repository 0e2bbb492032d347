/** The demo: the sample streams in a process of their own, and a console on them. */
@NullMarked
package dev.weir.app.demo;

import org.jspecify.annotations.NullMarked;
