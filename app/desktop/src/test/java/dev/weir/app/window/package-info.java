@NullMarked
package dev.weir.app.window;

import org.jspecify.annotations.NullMarked;
