package dev.weir.engine.alert;

import dev.weir.engine.publish.Slot;
import java.time.Duration;
import java.util.Map;

/** What a person does with alerts. Every call returns at once, from any thread. */
public interface AlertDesk {
  Slot<AlertTable> table();

  /** Somebody looks after an alert: no reminders any more, until it gets worse. */
  void acknowledge(long alert, String by);

  /** Nobody looks after it after all. */
  void release(long alert);

  /** Tells nobody of alerts with these labels for a while; see {@link Silence}. */
  void silence(Map<String, String> where, Duration time, String by, String comment);

  /** Ends a silence now. */
  void endSilence(long silence);

  /** Sends a test to a channel; what came of it is among the deliveries. */
  void test(String channel);

  /** The folder of the user's rules, and the file of the channels, as paths. */
  String rulesFolder();

  String channelsFile();
}
