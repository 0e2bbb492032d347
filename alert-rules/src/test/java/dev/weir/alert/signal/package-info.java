@NullMarked
package dev.weir.alert.signal;

import org.jspecify.annotations.NullMarked;
