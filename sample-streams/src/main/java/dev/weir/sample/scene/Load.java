package dev.weir.sample.scene;

/**
 * How a rate of events on Kafka splits into what the platform's customers do. One order brings five
 * events of its own (placed, paid, reserved, confirmed, scored) and, when it is shipped, three
 * more. Shipments and notifications are bounded per second, so that a high rate costs what a high
 * rate of plain events costs.
 *
 * @param eventsPerSecond the rate asked for, all topics together, before a scene's factor
 */
public record Load(int eventsPerSecond) {
  /** No scene asks for more than this, whatever its factor. */
  public static final int MOST_EVENTS_PER_SECOND = 60_000;

  private static final double LEARNING_SHARE = 0.1;
  private static final int MOST_SHIPMENTS_PER_SECOND = 150;
  private static final int MOST_NOTIFICATIONS_PER_SECOND = 200;

  public Load {
    if (eventsPerSecond < 1) {
      throw new IllegalArgumentException("rate must be at least 1: " + eventsPerSecond);
    }
  }

  /** Events about learning per second. */
  public double learningPerSecond() {
    return eventsPerSecond * LEARNING_SHARE;
  }

  /** Orders placed per second. */
  public double ordersPerSecond() {
    double orderEvents = eventsPerSecond * (1 - LEARNING_SHARE);
    double allShipped = orderEvents / 8;
    return allShipped <= MOST_SHIPMENTS_PER_SECOND
        ? allShipped
        : (orderEvents - 3 * MOST_SHIPMENTS_PER_SECOND) / 5;
  }

  /** Share of the orders that are shipped, 0…1. */
  public double shippedShare() {
    return Math.min(1, MOST_SHIPMENTS_PER_SECOND / ordersPerSecond());
  }

  /** Share of the orders whose customer is notified, 0…1. */
  public double notifiedShare() {
    return Math.min(1, MOST_NOTIFICATIONS_PER_SECOND / ordersPerSecond());
  }

  /** Records per second on the topic {@code orders}. */
  public double orderRecordsPerSecond() {
    return ordersPerSecond() * (2 + shippedShare());
  }

  /** The factor of a scene, cut so that the most is not exceeded. */
  public double bounded(double factor) {
    double most = Math.max(1, (double) MOST_EVENTS_PER_SECOND / eventsPerSecond);
    return Math.min(factor, most);
  }
}
