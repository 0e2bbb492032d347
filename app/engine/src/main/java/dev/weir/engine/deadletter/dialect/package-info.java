/**
 * Reads what a framework wrote on a dead letter: which one it was, where the record came from, who
 * gave up on it and why. Pure functions over one record; objects in headers are never deserialised.
 */
@NullMarked
package dev.weir.engine.deadletter.dialect;

import org.jspecify.annotations.NullMarked;
