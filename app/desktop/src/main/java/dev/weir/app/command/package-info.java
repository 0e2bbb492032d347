/** The command line: a contract that scripts rely on. The only place that prints. */
@NullMarked
package dev.weir.app.command;

import org.jspecify.annotations.NullMarked;
