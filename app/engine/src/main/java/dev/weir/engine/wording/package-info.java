/** Figures as an operator reads them in a sentence. */
@NullMarked
package dev.weir.engine.wording;

import org.jspecify.annotations.NullMarked;
