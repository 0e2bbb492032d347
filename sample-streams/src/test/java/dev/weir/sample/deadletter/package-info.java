@NullMarked
package dev.weir.sample.deadletter;

import org.jspecify.annotations.NullMarked;
