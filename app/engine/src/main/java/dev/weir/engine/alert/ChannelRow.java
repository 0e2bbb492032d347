package dev.weir.engine.alert;

import dev.weir.engine.notify.Channel;
import dev.weir.engine.notify.Delivery;
import java.util.Optional;

/**
 * A channel and how it fares.
 *
 * @param channel empty where the file has a problem with it; then it is not used
 * @param last what came of the last sending since the program began; empty if there was none
 */
public record ChannelRow(String name, Optional<Channel> channel, Optional<Delivery> last) {}
