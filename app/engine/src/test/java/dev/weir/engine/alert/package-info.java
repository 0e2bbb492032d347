@NullMarked
package dev.weir.engine.alert;

import org.jspecify.annotations.NullMarked;
