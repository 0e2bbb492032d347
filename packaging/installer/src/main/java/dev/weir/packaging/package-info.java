/**
 * Makes what installs the program on the system it runs on. A program of the build, not shipped.
 */
@NullMarked
package dev.weir.packaging;

import org.jspecify.annotations.NullMarked;
