/** The log. */
@NullMarked
package dev.weir.app.log;

import org.jspecify.annotations.NullMarked;
