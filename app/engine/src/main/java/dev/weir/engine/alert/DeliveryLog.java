package dev.weir.engine.alert;

import dev.weir.engine.notify.Channel;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last deliveries, and the last one of each channel. Confined to the engine's thread. */
final class DeliveryLog {
  private static final int MOST = 100;

  private final Deque<Delivery> newest = new ArrayDeque<>();
  private final Map<String, Delivery> lastOf = new HashMap<>();

  void add(Delivery delivery) {
    newest.addFirst(delivery);
    lastOf.put(delivery.channel(), delivery);
    while (newest.size() > MOST) {
      newest.removeLast();
    }
  }

  /** Newest first. */
  List<Delivery> newest() {
    return List.copyOf(newest);
  }

  /** The channels of {@code book} and how they fare. */
  List<ChannelRow> rows(ChannelBook book) {
    List<ChannelRow> rows = new ArrayList<>();
    for (Channel channel : book.channels()) {
      rows.add(row(channel.name(), Optional.of(channel)));
    }
    for (String name : book.unusable()) {
      rows.add(row(name, Optional.empty()));
    }
    return rows;
  }

  private ChannelRow row(String name, Optional<Channel> channel) {
    return new ChannelRow(name, channel, Optional.ofNullable(lastOf.get(name)));
  }
}
