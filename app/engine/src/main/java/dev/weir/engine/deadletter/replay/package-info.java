/**
 * Bringing dead letters back: a plan that says exactly which record goes where, checks before it is
 * run, a ledger that is on the disk before anything is written, and the run itself.
 */
@NullMarked
package dev.weir.engine.deadletter.replay;

import org.jspecify.annotations.NullMarked;
