/** The services of the platform, one class each; each runs on a thread of its own. */
@NullMarked
package dev.weir.sample.service;

import org.jspecify.annotations.NullMarked;
