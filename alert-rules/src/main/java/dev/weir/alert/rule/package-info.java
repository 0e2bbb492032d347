/** Alert rules as values: what is watched, what is wrong, and for how long. */
@NullMarked
package dev.weir.alert.rule;

import org.jspecify.annotations.NullMarked;
