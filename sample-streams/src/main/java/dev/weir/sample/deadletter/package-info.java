/**
 * The header dialects in which frameworks mark a dead letter, byte for byte as those write them.
 */
@NullMarked
package dev.weir.sample.deadletter;

import org.jspecify.annotations.NullMarked;
