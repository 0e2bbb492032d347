@NullMarked
package dev.weir.engine.deadletter.find;

import org.jspecify.annotations.NullMarked;
