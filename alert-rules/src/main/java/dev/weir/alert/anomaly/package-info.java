/** Finds values of one series that are unlike what it has done before. */
@NullMarked
package dev.weir.alert.anomaly;

import org.jspecify.annotations.NullMarked;
