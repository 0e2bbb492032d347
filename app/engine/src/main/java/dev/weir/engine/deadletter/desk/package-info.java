/**
 * Dead letters of all open connections, kept up to date for the window: which streams hold them,
 * their causes, and single ones on demand. Only reads.
 */
@NullMarked
package dev.weir.engine.deadletter.desk;

import org.jspecify.annotations.NullMarked;
