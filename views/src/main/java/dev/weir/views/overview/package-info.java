/** The Overview screen: what is wrong in words, the figures that matter, the chart wall. */
@NullMarked
package dev.weir.views.overview;

import org.jspecify.annotations.NullMarked;
