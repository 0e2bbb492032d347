/** From words to connections. */
@NullMarked
package dev.weir.app.broker;

import org.jspecify.annotations.NullMarked;
