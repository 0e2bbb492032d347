@NullMarked
package dev.weir.sample.scene;

import org.jspecify.annotations.NullMarked;
