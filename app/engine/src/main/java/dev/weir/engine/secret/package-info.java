/** Secrets: hidden values, references to where they are kept, the system's keychain. */
@NullMarked
package dev.weir.engine.secret;

import org.jspecify.annotations.NullMarked;
