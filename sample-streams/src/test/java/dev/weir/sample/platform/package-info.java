@NullMarked
package dev.weir.sample.platform;

import org.jspecify.annotations.NullMarked;
