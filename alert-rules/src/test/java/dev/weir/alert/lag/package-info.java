@NullMarked
package dev.weir.alert.lag;

import org.jspecify.annotations.NullMarked;
