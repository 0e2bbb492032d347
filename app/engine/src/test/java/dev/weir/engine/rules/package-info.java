@NullMarked
package dev.weir.engine.rules;

import org.jspecify.annotations.NullMarked;
