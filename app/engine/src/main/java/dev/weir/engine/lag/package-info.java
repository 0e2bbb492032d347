/** Rows and details of groups, and how far behind they are. */
@NullMarked
package dev.weir.engine.lag;

import org.jspecify.annotations.NullMarked;
