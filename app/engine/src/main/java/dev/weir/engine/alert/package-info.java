/** Alerts as they live: samples of what the engine measures, rules on them, and what was told. */
@NullMarked
package dev.weir.engine.alert;

import org.jspecify.annotations.NullMarked;
