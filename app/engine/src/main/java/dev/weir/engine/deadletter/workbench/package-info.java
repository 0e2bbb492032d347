/** Bringing dead letters back from the window: plans, their jobs, and how those fare. */
@NullMarked
package dev.weir.engine.deadletter.workbench;

import org.jspecify.annotations.NullMarked;
