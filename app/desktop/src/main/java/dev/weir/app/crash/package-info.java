/** What is left for a report when the program goes wrong. */
@NullMarked
package dev.weir.app.crash;

import org.jspecify.annotations.NullMarked;
