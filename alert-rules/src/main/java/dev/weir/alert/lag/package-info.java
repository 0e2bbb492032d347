/** Judging a group by its recent lag samples, without thresholds. */
@NullMarked
package dev.weir.alert.lag;

import org.jspecify.annotations.NullMarked;
