@NullMarked
package dev.weir.app.instance;

import org.jspecify.annotations.NullMarked;
