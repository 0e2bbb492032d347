@NullMarked
package dev.weir.alert.life;

import org.jspecify.annotations.NullMarked;
