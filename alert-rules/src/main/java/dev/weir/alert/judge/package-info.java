/** What a rule says about one series, sample by sample. */
@NullMarked
package dev.weir.alert.judge;

import org.jspecify.annotations.NullMarked;
