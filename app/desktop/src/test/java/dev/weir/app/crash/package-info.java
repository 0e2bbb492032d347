@NullMarked
package dev.weir.app.crash;

import org.jspecify.annotations.NullMarked;
