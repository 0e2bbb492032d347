@NullMarked
package dev.weir.sample.event;

import org.jspecify.annotations.NullMarked;
