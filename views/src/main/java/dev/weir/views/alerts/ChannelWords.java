package dev.weir.views.alerts;

import dev.weir.engine.alert.ChannelRow;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.notify.Channel;
import dev.weir.engine.notify.Delivery;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.SeverityStyle;
import javafx.scene.control.Label;

/** Channels in words. */
final class ChannelWords {
  private ChannelWords() {}

  static Severity severity(ChannelRow row) {
    if (row.channel().isEmpty()) {
      return Severity.CRITICAL;
    }
    return row.last()
        .map(
            last ->
                switch (last.outcome()) {
                  case DELIVERED, SPARED -> Severity.OK;
                  case RETRYING -> Severity.WARNING;
                  case FAILED -> Severity.CRITICAL;
                })
        .orElse(Severity.UNKNOWN);
  }

  static String state(ChannelRow row) {
    return row.channel().isEmpty()
        ? "not used"
        : row.last().map(last -> last.outcome().label()).orElse("not tried");
  }

  static String way(ChannelRow row) {
    return row.channel().map(Channel::kind).orElse("–");
  }

  /** "critical alerts of lag-older-than-sla on kafka-prod, not of ends". */
  static String tells(ChannelRow row) {
    if (row.channel().isEmpty()) {
      return "–";
    }
    Channel channel = row.channel().get();
    return (channel.criticalOnly() ? "critical alerts" : "all alerts")
        + (channel.rules().isEmpty() ? "" : " of " + String.join(", ", channel.rules()))
        + (channel.connections().isEmpty() ? "" : " on " + String.join(", ", channel.connections()))
        + (channel.resolved() ? "" : ", not of ends")
        + (channel.digest().isZero()
            ? ""
            : ", warnings each " + Formats.duration(channel.digest()));
  }

  /** What was sent last, or why it did not arrive. */
  static String last(ChannelRow row) {
    if (row.channel().isEmpty()) {
      return "The file has a problem with it, see above.";
    }
    return row.last().map(last -> last.why().isEmpty() ? last.headline() : last.why()).orElse("");
  }

  /** How a test went, as a sentence. */
  static String answer(Delivery test) {
    return test.outcome() == Delivery.Outcome.DELIVERED
        ? "The test to " + test.channel() + " arrived."
        : "The test to " + test.channel() + " did not arrive: " + test.why();
  }

  static void colour(Label label, boolean isBad) {
    label.getStyleClass().remove("severity-text");
    if (isBad) {
      label.getStyleClass().add("severity-text");
    }
    SeverityStyle.apply(label, isBad ? Severity.CRITICAL : Severity.OK);
  }
}
