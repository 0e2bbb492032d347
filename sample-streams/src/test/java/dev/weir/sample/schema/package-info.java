@NullMarked
package dev.weir.sample.schema;

import org.jspecify.annotations.NullMarked;
