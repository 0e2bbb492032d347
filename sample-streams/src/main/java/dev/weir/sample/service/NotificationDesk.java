package dev.weir.sample.service;

/** What services hand to Redis. Never waits; entries that find no room are counted and dropped. */
public interface NotificationDesk {
  /** A customer is to be told that something happened to an order. */
  void orderMoved(long orderNumber, String template, String correlationId);

  /** What all topics carried in the last second. */
  void rates(long records, long bytes, long deadLetters, long epochMillis, int number);

  /** For a platform without Redis. */
  NotificationDesk NONE =
      new NotificationDesk() {
        @Override
        public void orderMoved(long orderNumber, String template, String correlationId) {}

        @Override
        public void rates(
            long records, long bytes, long deadLetters, long epochMillis, int number) {}
      };
}
