/**
 * The words every part of Weir speaks: streams, records, groups, lag, and the ports a connector
 * implements. Knows no broker and no screen.
 */
@NullMarked
package dev.weir.stream;

import org.jspecify.annotations.NullMarked;
