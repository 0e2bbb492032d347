/** The desktop window: its toolkit, its place on the screen, its pictures. */
@NullMarked
package dev.weir.app.window;

import org.jspecify.annotations.NullMarked;
