/**
 * Groups dead letters by why they died: exception, message without what differs from record to
 * record, first stack frame, origin and failing group. Bounded in memory whatever is read.
 */
@NullMarked
package dev.weir.engine.deadletter.cause;

import org.jspecify.annotations.NullMarked;
