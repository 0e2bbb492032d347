/** The Settings screen. */
@NullMarked
package dev.weir.views.settings;

import org.jspecify.annotations.NullMarked;
