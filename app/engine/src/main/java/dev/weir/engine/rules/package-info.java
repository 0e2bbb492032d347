/** Alert rules in files: reading, checking, and running them over recorded series. */
@NullMarked
package dev.weir.engine.rules;

import org.jspecify.annotations.NullMarked;
