/** Creates topics and groups, starts the services and stops them. */
@NullMarked
package dev.weir.sample.platform;

import org.jspecify.annotations.NullMarked;
