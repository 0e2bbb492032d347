@NullMarked
package dev.weir.engine.deadletter.replay;

import org.jspecify.annotations.NullMarked;
