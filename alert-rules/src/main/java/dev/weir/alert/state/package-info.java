/** What checks have learnt, as bytes that outlive the program. */
@NullMarked
package dev.weir.alert.state;

import org.jspecify.annotations.NullMarked;
