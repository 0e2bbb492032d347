/** The events of the platform: catalogue, identity, JSON form, topics they travel on. */
@NullMarked
package dev.weir.sample.event;

import org.jspecify.annotations.NullMarked;
