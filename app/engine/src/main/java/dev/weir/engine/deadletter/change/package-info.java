/**
 * What is changed about dead letters before they are brought back: by a rule for all of a plan, or
 * by hand for one.
 */
@NullMarked
package dev.weir.engine.deadletter.change;

import org.jspecify.annotations.NullMarked;
