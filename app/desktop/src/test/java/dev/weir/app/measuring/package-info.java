/** What the running console says of a real broker on which things go wrong. */
@NullMarked
package dev.weir.app.measuring;

import org.jspecify.annotations.NullMarked;
