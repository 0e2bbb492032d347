/** From what was typed on the command line to an open connection. */
@NullMarked
package dev.weir.app.broker;

import org.jspecify.annotations.NullMarked;
