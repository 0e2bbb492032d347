/** Tests of the packages themselves. */
@NullMarked
package dev.weir.packaging;

import org.jspecify.annotations.NullMarked;
