/** What surrounds the screens: rail, top bar, status bar, palette, keys. */
@NullMarked
package dev.weir.views.shell;

import org.jspecify.annotations.NullMarked;
