/** The program's log: a bounded file that holds no secrets. */
@NullMarked
package dev.weir.app.log;

import org.jspecify.annotations.NullMarked;
