package dev.weir.views.fake;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.life.Severity;
import dev.weir.engine.alert.Adjustment;
import dev.weir.engine.alert.AlertDesk;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.alert.ChannelRow;
import dev.weir.engine.alert.Coverage;
import dev.weir.engine.alert.HistoryLine;
import dev.weir.engine.alert.MetricName;
import dev.weir.engine.alert.RuleDesk;
import dev.weir.engine.alert.RulePreview;
import dev.weir.engine.alert.RuleRow;
import dev.weir.engine.alert.Silence;
import dev.weir.engine.finding.Target;
import dev.weir.engine.notify.Channel;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.ChannelDesk;
import dev.weir.engine.notify.ChannelForm;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleBook;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Alerts without an engine. */
public final class FakeAlerts implements AlertDesk {
  private static final long T0 = 1_790_000_000_000L;

  private final Slot<AlertTable> table = new Slot<>(AlertTable.EMPTY);

  /** What was asked for, in words. */
  public final List<String> asked = new ArrayList<>();

  private List<Silence> silences = List.of();
  private List<Adjustment> adjustments = List.of();
  private String acknowledgedBy = "";
  private String channelText =
      """
      # Ours.
      channels:
        - name: on-call   # day and night
          severity: critical
          webhook: {url: "${file:/etc/weir/slack-url}", template: slack}
        - name: mail
          resolved: false
          digest: 1h
          mail: {server: smtp.example.org, from: weir@example.org, to: [team@example.org]}
      repeat: 2h
      """;
  private List<Delivery> deliveries =
      List.of(
          new Delivery(
              T0,
              "on-call",
              "CRITICAL: Nobody reads for billing any more, and records wait.",
              1,
              Delivery.Outcome.DELIVERED,
              ""));

  FakeAlerts() {
    publish();
  }

  /** Another alert, of this id, begins to fire. */
  public void fire(long id) {
    AlertTable now = table.latest().value();
    var active = new ArrayList<>(now.active());
    active.add(
        row(
            id,
            "group-stopped",
            new Series("group_stopped", Map.of("connection", "orders-prod", "group", "shipping")),
            Severity.CRITICAL,
            AlertRow.State.FIRING,
            "Nobody reads for shipping any more, and records wait.",
            "The value is 1, above 0.8.",
            "",
            0));
    table.publish(
        new AlertTable(
            active,
            now.resolved(),
            now.silences(),
            now.adjustments(),
            now.rules(),
            now.channels(),
            now.deliveries(),
            now.problems(),
            now.leads()),
        T0);
  }

  private void publish() {
    var stopped =
        row(
            3,
            "group-stopped",
            new Series("group_stopped", Map.of("connection", "orders-prod", "group", "billing")),
            Severity.CRITICAL,
            AlertRow.State.FIRING,
            "Nobody reads for billing any more, and records wait.",
            "The value is 1, above 0.8.",
            "billing stopped on orders 2 min ago: 228 k records wait.",
            0);
    var lag =
        row(
            2,
            "lag-older-than-sla",
            new Series(
                "lag_ms",
                Map.of("connection", "orders-prod", "group", "billing", "stream", "orders")),
            Severity.WARNING,
            AlertRow.State.PENDING,
            "billing reads records of orders that have waited too long.",
            "The value is 410,000, above 300,000.",
            "",
            0);
    var over =
        row(
            1,
            "dead-letters-growing",
            new Series(
                "dead_letters", Map.of("connection", "orders-prod", "stream", "payments-dlt")),
            Severity.WARNING,
            AlertRow.State.RESOLVED,
            "payments-dlt has received dead letters.",
            "Delta over 10 min is 3, above 0.",
            "",
            T0 - 60_000);
    table.publish(
        new AlertTable(
            List.of(stopped, lag),
            List.of(over),
            silences,
            adjustments,
            List.of(
                new RuleRow(
                    "group-stopped",
                    "default-pack.yaml",
                    "",
                    "group_stopped",
                    "threshold",
                    41,
                    1,
                    2,
                    adjustments.size(),
                    RuleRow.Health.OK,
                    "",
                    0.4,
                    5_412),
                new RuleRow(
                    "mine",
                    "mine.yaml",
                    "",
                    "lag",
                    "anomaly",
                    2,
                    0,
                    0,
                    0,
                    RuleRow.Health.ERROR,
                    "lag: there is no label region.",
                    1.2,
                    16_000)),
            channelRows(),
            deliveries,
            List.of(),
            true),
        T0);
  }

  private List<ChannelRow> channelRows() {
    ChannelBook book = ChannelBook.read("notifications.yaml", channelText);
    List<ChannelRow> rows = new ArrayList<>();
    for (Channel channel : book.channels()) {
      rows.add(
          new ChannelRow(
              channel.name(),
              Optional.of(channel),
              deliveries.stream().filter(one -> one.channel().equals(channel.name())).findFirst()));
    }
    book.unusable()
        .forEach(name -> rows.add(new ChannelRow(name, Optional.empty(), Optional.empty())));
    return rows;
  }

  private AlertRow row(
      long id,
      String rule,
      Series series,
      Severity severity,
      AlertRow.State state,
      String summary,
      String reason,
      String evidence,
      long ended) {
    return new AlertRow(
        id,
        rule,
        series,
        severity,
        state,
        series.labels(),
        summary,
        reason,
        evidence,
        List.of(),
        "",
        T0 - 120_000,
        T0 - 110_000,
        ended,
        ended > 0 ? "Good again." : "",
        1,
        0.8,
        0.7,
        false,
        id == 3 ? acknowledgedBy : "",
        0,
        "",
        AlertRow.Told.FIRING,
        T0 - 110_000);
  }

  @Override
  public Slot<AlertTable> table() {
    return table;
  }

  @Override
  public void acknowledge(long alert, String by) {
    asked.add("acknowledge " + alert + " by " + by);
    acknowledgedBy = by;
    publish();
  }

  @Override
  public void release(long alert) {
    asked.add("release " + alert);
    acknowledgedBy = "";
    publish();
  }

  @Override
  public void noProblem(long alert, String by) {
    asked.add("no problem " + alert + " by " + by);
    adjustments =
        List.of(
            new Adjustment(
                1,
                "dead-letters-growing",
                new Series(
                    "dead_letters", Map.of("connection", "orders-prod", "stream", "payments-dlt")),
                alert,
                T0,
                Adjustment.Kind.TOLERANCE,
                by,
                1,
                4.4,
                by
                    + " says it is no problem: 4.4 times its limit is tolerated here, 1 times its"
                    + " limit before.",
                0,
                ""));
    publish();
  }

  @Override
  public void undo(long adjustment, String by) {
    asked.add("undo " + adjustment + " by " + by);
    adjustments = List.of();
    publish();
  }

  @Override
  public CompletableFuture<List<HistoryLine>> history(long alert) {
    return CompletableFuture.completedFuture(
        List.of(
            new HistoryLine(T0 - 120_000, "pending", "The value is 1, above 0.8."),
            new HistoryLine(T0 - 110_000, "fires", "The value is 1, above 0.8.")));
  }

  @Override
  public CompletableFuture<List<AlertRow>> episodes(long fromMillis) {
    AlertTable now = table.latest().value();
    List<AlertRow> rows = new ArrayList<>(now.active());
    rows.addAll(now.resolved());
    return CompletableFuture.completedFuture(rows);
  }

  @Override
  public CompletableFuture<Coverage> coverage() {
    return CompletableFuture.completedFuture(
        new Coverage(
            List.of(
                new Coverage.Row(
                    "stream",
                    "orders-prod",
                    "audit",
                    List.of(),
                    List.of(),
                    List.of(),
                    new Target.ToStream(new StreamRef("orders-prod", "audit"))),
                new Coverage.Row(
                    "group",
                    "orders-prod",
                    "billing",
                    List.of("group-stopped", "lag-older-than-sla"),
                    List.of("anomaly-default"),
                    List.of("lag", "lag_ms"),
                    new Target.ToGroup(new GroupRef("orders-prod", "billing"))))));
  }

  @Override
  public RuleDesk rules() {
    return new RuleDesk() {
      private static final String TEXT =
          """
          # Ours.
          rules:
            - name: mine
              metric: lag   # in records
              threshold: {above: 1000}
          """;

      @Override
      public CompletableFuture<Draft> open(String rule) {
        return CompletableFuture.completedFuture(new Draft("mine.yaml", TEXT, "mine", TEXT));
      }

      @Override
      public CompletableFuture<Draft> begin() {
        return open("mine");
      }

      @Override
      public CompletableFuture<Draft> handedOver(Path file) {
        return CompletableFuture.completedFuture(
            new Draft(String.valueOf(file.getFileName()), TEXT, "mine", ""));
      }

      @Override
      public CompletableFuture<Optional<String>> remove(String rule) {
        return CompletableFuture.completedFuture(Optional.empty());
      }

      @Override
      public CompletableFuture<RulePreview> preview(String text, String rule) {
        RuleBook book = RuleBook.of("mine.yaml", text);
        long[] times = new long[200];
        double[] values = new double[200];
        double[] lower = new double[200];
        double[] upper = new double[200];
        for (int i = 0; i < times.length; i++) {
          times[i] = T0 - (200 - i) * 600_000L;
          values[i] = 600 + 400 * Math.sin(i / 12.0) + (i > 150 && i < 160 ? 500 : 0);
          lower[i] = Double.NaN;
          upper[i] = 1_000;
        }
        return CompletableFuture.completedFuture(
            new RulePreview(
                book.problems(),
                book.problems().isEmpty()
                    ? "Would have fired 14 times in 7 days, on 3 series."
                    : "",
                List.of(new RulePreview.Fired(new Series("lag", Map.of("group", "billing")), 9)),
                Optional.of(
                    new RulePreview.Curve(
                        new Series("lag", Map.of("group", "billing")),
                        MetricName.Unit.RECORDS,
                        times,
                        values,
                        lower,
                        upper,
                        List.of(new RulePreview.Span(times[150], times[160]))))));
      }

      @Override
      public CompletableFuture<Optional<String>> save(Draft draft) {
        asked.add("save " + draft.file() + ":\n" + draft.text());
        return CompletableFuture.completedFuture(Optional.empty());
      }

      @Override
      public List<String> metrics() {
        return List.of("lag");
      }
    };
  }

  @Override
  public ChannelDesk channels() {
    return new ChannelDesk() {
      @Override
      public CompletableFuture<Draft> open(String channel) {
        return CompletableFuture.completedFuture(new Draft(channelText, channel, channelText));
      }

      @Override
      public CompletableFuture<Draft> settings() {
        return open("");
      }

      @Override
      public String withoutKeychain() {
        return "";
      }

      @Override
      public String entryFor(String text, String channel, List<String> path) {
        return "alerts/" + channel + "/" + path.getLast();
      }

      @Override
      public CompletableFuture<Draft> begin(ChannelForm.Starter starter) {
        String text =
            NamedItems.CHANNELS.with(
                channelText, List.of("name: fresh", "webhook: {url: \"https://\"}"));
        return CompletableFuture.completedFuture(new Draft(text, "fresh", channelText));
      }

      @Override
      public CompletableFuture<Optional<String>> save(Draft draft) {
        draft.typed().keySet().forEach(entry -> asked.add("keychain " + entry));
        return written(draft.text());
      }

      @Override
      public CompletableFuture<Optional<String>> remove(String channel) {
        return written(NamedItems.CHANNELS.without(channelText, channel));
      }

      private CompletableFuture<Optional<String>> written(String text) {
        channelText = text;
        asked.add("channels:\n" + text);
        publish();
        return CompletableFuture.completedFuture(Optional.empty());
      }
    };
  }

  @Override
  public void silence(Map<String, String> where, Duration time, String by, String comment) {
    asked.add("silence " + new java.util.TreeMap<>(where) + " for " + time);
    silences = List.of(new Silence(1, where, T0, T0 + time.toMillis(), by, comment));
    publish();
  }

  @Override
  public void endSilence(long silence) {
    asked.add("end silence " + silence);
    silences = List.of();
    publish();
  }

  @Override
  public void test(String channel) {
    asked.add("test " + channel);
    List<Delivery> more = new ArrayList<>(deliveries);
    more.addFirst(
        new Delivery(
            T0 + more.size(),
            channel,
            "Test: This is a test of the channel " + channel + ". Nothing is wrong.",
            1,
            channel.equals("mail") ? Delivery.Outcome.FAILED : Delivery.Outcome.DELIVERED,
            channel.equals("mail") ? "Nothing answers at smtp.example.org:587." : ""));
    deliveries = List.copyOf(more);
    publish();
  }

  @Override
  public String rulesFolder() {
    return "rules";
  }

  @Override
  public String channelsFile() {
    return "notifications.yaml";
  }
}
