@NullMarked
package dev.weir.sample.broker;

import org.jspecify.annotations.NullMarked;
