/** Hand-over of immutable snapshots from the engine to whoever shows them. */
@NullMarked
package dev.weir.engine.publish;

import org.jspecify.annotations.NullMarked;
