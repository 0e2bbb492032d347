/** The Alerts screen. */
@NullMarked
package dev.weir.views.alerts;

import org.jspecify.annotations.NullMarked;
