/** What all screens share: pulse, charts, sparklines, formats, badges. Knows no screen. */
@NullMarked
package dev.weir.views.kit;

import org.jspecify.annotations.NullMarked;
