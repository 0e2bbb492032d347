@NullMarked
package dev.weir.alert.expression;

import org.jspecify.annotations.NullMarked;
