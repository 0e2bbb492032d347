/** The life of an alert: from a first bad sample to its end. */
@NullMarked
package dev.weir.alert.life;

import org.jspecify.annotations.NullMarked;
