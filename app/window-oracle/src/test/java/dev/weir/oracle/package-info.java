@NullMarked
package dev.weir.oracle;

import org.jspecify.annotations.NullMarked;
