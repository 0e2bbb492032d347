@NullMarked
package dev.weir.app.lifecycle;

import org.jspecify.annotations.NullMarked;
