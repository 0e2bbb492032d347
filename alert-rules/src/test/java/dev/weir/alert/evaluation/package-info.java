@NullMarked
package dev.weir.alert.evaluation;

import org.jspecify.annotations.NullMarked;
