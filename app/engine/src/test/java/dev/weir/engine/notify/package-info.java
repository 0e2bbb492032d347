@NullMarked
package dev.weir.engine.notify;

import org.jspecify.annotations.NullMarked;
