@NullMarked
package dev.weir.engine.mark;

import org.jspecify.annotations.NullMarked;
