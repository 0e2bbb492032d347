/** Tells people of alerts: channels, what is sent to each, and sending it until it arrives. */
@NullMarked
package dev.weir.engine.notify;

import org.jspecify.annotations.NullMarked;
