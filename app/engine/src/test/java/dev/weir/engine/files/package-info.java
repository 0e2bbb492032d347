@NullMarked
package dev.weir.engine.files;

import org.jspecify.annotations.NullMarked;
