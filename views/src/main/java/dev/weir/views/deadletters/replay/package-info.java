/** Bringing dead letters back: a plan, its checks, its run, and what became of it. */
@NullMarked
package dev.weir.views.deadletters.replay;

import org.jspecify.annotations.NullMarked;
