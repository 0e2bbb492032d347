/** What the command line prints of streams, groups and records: names and units are fixed. */
@NullMarked
package dev.weir.app.report;

import org.jspecify.annotations.NullMarked;
