package dev.weir.engine.alert;

import dev.weir.engine.notify.ChannelDesk;
import dev.weir.engine.publish.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a person does with alerts. Every call returns at once, from any thread. */
public interface AlertDesk {
  Slot<AlertTable> table();

  /** Somebody looks after an alert: no reminders any more, until it gets worse. */
  void acknowledge(long alert, String by);

  /** Nobody looks after it after all. */
  void release(long alert);

  /**
   * An alert is no problem: its rule tolerates as much on its series from now on. Of no effect on
   * alerts that are not {@link AlertRow#isAdjustable}.
   */
  void noProblem(long alert, String by);

  /** Takes an {@link Adjustment} back. */
  void undo(long adjustment, String by);

  /** What happened to an alert, oldest first. */
  CompletableFuture<List<HistoryLine>> history(long alert);

  /** Alerts that fired and were not over before a moment, newest first; of many, the newest. */
  CompletableFuture<List<AlertRow>> episodes(long fromMillis);

  /** Which rules watch which streams and groups, as of now. */
  CompletableFuture<Coverage> coverage();

  /** Where rules are written. */
  RuleDesk rules();

  /** Where channels are written. */
  ChannelDesk channels();

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
