/** What the build enforces across modules. */
@NullMarked
package dev.weir.app.architecture;

import org.jspecify.annotations.NullMarked;
