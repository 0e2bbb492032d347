/** Where all parts of a console are made. */
@NullMarked
package dev.weir.app.wiring;

import org.jspecify.annotations.NullMarked;
