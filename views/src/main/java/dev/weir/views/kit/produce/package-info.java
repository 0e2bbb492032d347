/** Adding a record to a stream. */
@NullMarked
package dev.weir.views.kit.produce;

import org.jspecify.annotations.NullMarked;
