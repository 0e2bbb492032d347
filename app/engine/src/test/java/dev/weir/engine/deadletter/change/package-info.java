@NullMarked
package dev.weir.engine.deadletter.change;

import org.jspecify.annotations.NullMarked;
