@NullMarked
package dev.weir.alert.anomaly;

import org.jspecify.annotations.NullMarked;
