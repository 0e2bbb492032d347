package dev.weir.engine.notify;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.LeaseShare;
import dev.weir.stream.NewRecord;
import java.util.List;

/** What notifications write to brokers, as their owners let them. Blocks; thread-safe. */
public interface Brokers {
  /** Nothing can be written. */
  Brokers NONE =
      new Brokers() {
        @Override
        public void append(
            String channel, String connection, String stream, List<NewRecord> records)
            throws DeliveryException {
          throw new DeliveryException("Connection " + connection + " is not open here.", true);
        }

        @Override
        public LeaseShare lease(LeasePlan plan) throws DeliveryException {
          throw new DeliveryException(
              "Connection " + plan.connection() + " is not open here.", true);
        }
      };

  /**
   * Adds records to a stream that is there; the intent is in the audit before.
   *
   * @throws DeliveryException if they are not all there, or nobody knows
   */
  void append(String channel, String connection, String stream, List<NewRecord> records)
      throws DeliveryException;

  /**
   * Prepares to share a lease; the intent is in the audit. Asks the broker nothing.
   *
   * @throws ConnectorException if the connection's address is of no use
   * @throws DeliveryException if it may not be written to
   */
  LeaseShare lease(LeasePlan plan) throws DeliveryException;
}
