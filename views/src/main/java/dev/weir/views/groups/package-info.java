/** The Groups screen: who reads what, and how far behind. */
@NullMarked
package dev.weir.views.groups;

import org.jspecify.annotations.NullMarked;
