/** The command line, against real brokers. */
@NullMarked
package dev.weir.app.command;

import org.jspecify.annotations.NullMarked;
