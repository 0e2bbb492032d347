@NullMarked
package dev.weir.sample;

import org.jspecify.annotations.NullMarked;
