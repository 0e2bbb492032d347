/**
 * The engine behind the console: it decides, connectors block, views show. {@link
 * dev.weir.engine.Console} is all that a view may ask of it.
 */
@NullMarked
package dev.weir.engine;

import org.jspecify.annotations.NullMarked;
