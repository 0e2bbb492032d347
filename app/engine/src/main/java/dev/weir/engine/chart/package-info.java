/** What charts ask for and what they get. */
@NullMarked
package dev.weir.engine.chart;

import org.jspecify.annotations.NullMarked;
