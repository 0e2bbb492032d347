/** What the engine finds: how bad it is, what went wrong, and where a click leads. */
@NullMarked
package dev.weir.engine.finding;

import org.jspecify.annotations.NullMarked;
