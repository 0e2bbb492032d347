/**
 * Windows over time: which records belong together, when a window is final, and what its records
 * add up to. Pure: time comes in with the records.
 */
@NullMarked
package dev.weir.alert.window;

import org.jspecify.annotations.NullMarked;
