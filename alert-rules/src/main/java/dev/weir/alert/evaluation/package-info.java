/** Runs rules over samples: which series, what verdict, what becomes of the alert. */
@NullMarked
package dev.weir.alert.evaluation;

import org.jspecify.annotations.NullMarked;
