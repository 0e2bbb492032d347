/** The Dead letters screen. */
@NullMarked
package dev.weir.views.deadletters;

import org.jspecify.annotations.NullMarked;
