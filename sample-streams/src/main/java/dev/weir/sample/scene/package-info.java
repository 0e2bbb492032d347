/**
 * Scripts of disturbances and the conditions they put the platform under. Pure: time comes in as an
 * argument.
 */
@NullMarked
package dev.weir.sample.scene;

import org.jspecify.annotations.NullMarked;
