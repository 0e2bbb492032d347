package dev.weir.engine.notify;

import dev.weir.engine.rules.FormField;
import dev.weir.engine.rules.FormField.Kind;
import dev.weir.engine.rules.NamedItems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The values of a channel that a form shows: whom it tells of what, and those of its way. */
public final class ChannelForm {
  private static final List<String> WAYS =
      List.of("webhook", "mail", "command", "stream", "desktop", "sound");

  private ChannelForm() {}

  /** A kind of channel that can be begun. */
  public enum Starter {
    WEBHOOK("Webhook", "webhook: {url: \"https://\"}"),
    SLACK("Slack", "webhook: {url: \"${env:SLACK_URL}\", template: slack}"),
    TEAMS("Teams", "webhook: {url: \"${env:TEAMS_URL}\", template: teams}"),
    PAGERDUTY(
        "PagerDuty",
        "webhook: {url: \"https://events.pagerduty.com/v2/enqueue\", template: pagerduty,"
            + " key: \"${env:PAGERDUTY_KEY}\"}"),
    OPSGENIE(
        "Opsgenie",
        "webhook: {url: \"https://api.opsgenie.com/v2/alerts\", template: opsgenie,"
            + " key: \"${env:OPSGENIE_KEY}\"}"),
    ALERTMANAGER(
        "Alertmanager",
        "webhook: {url: \"http://localhost:9093/api/v2/alerts\", template: alertmanager}"),
    MAIL("E-mail", "mail: {server: smtp.example.org, from: weir@example.org, to: []}"),
    COMMAND("Command", "command: {run: []}"),
    STREAM("Kafka topic or Redis stream", "stream: {connection: \"\", name: weir-alerts}"),
    DESKTOP("Desktop notification", "desktop: {}"),
    SOUND("Sound", "sound: {}");

    private final String label;
    private final String way;

    Starter(String label, String way) {
      this.label = label;
      this.way = way;
    }

    public String label() {
      return label;
    }

    /** A channel's name that says what it is. */
    String plainName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The lines of such a channel. */
    List<String> lines(String name) {
      return List.of("name: " + name, way);
    }
  }

  /** The way a channel has, as its key; empty where it has none. */
  static String way(String text, String channel) {
    return WAYS.stream()
        .filter(way -> NamedItems.CHANNELS.at(channel).has(text, List.of(way)))
        .findFirst()
        .orElse("");
  }

  /** The fields of a channel, in the order a form shows them. */
  public static List<FormField> fields(String text, String channel) {
    var fields = new Fields(text, channel, new ArrayList<>());
    String way = way(text, channel);
    switch (way) {
      case "webhook" -> {
        fields.add(Kind.TEXT_OR_SECRET, "Address", "https://example.org/hook", way, "url");
        fields.choice("Template", "json", words(Channel.Template.values()), way, "template");
        fields.add(Kind.SECRET, "Key", "of PagerDuty and Opsgenie", way, "key");
        fields.add(Kind.MAP, "Headers", "Authorization: \"Bearer ${env:TOKEN}\"", way, "headers");
      }
      case "mail" -> {
        fields.add(Kind.TEXT, "Server", "smtp.example.org", way, "server");
        fields.choice("Security", "starttls", words(Channel.Tls.values()), way, "security");
        fields.add(Kind.TEXT, "Port", "587, 465 or 25", way, "port");
        fields.add(Kind.TEXT, "User", "none", way, "user");
        fields.add(Kind.SECRET, "Password", "", way, "password");
        fields.add(Kind.TEXT, "From", "weir@example.org", way, "from");
        fields.add(Kind.LIST, "To", "a@example.org, b@example.org", way, "to");
      }
      case "command" -> {
        fields.add(Kind.LIST, "Run", "/usr/local/bin/page, \"${headline}\"", way, "run");
        fields.add(Kind.TEXT, "Time limit", "10s", way, "timeout");
      }
      case "stream" -> {
        fields.add(Kind.TEXT, "Connection", "kafka-prod", way, "connection");
        fields.add(Kind.TEXT, "Topic or stream", "weir-alerts", way, "name");
      }
      default -> {
        // A desktop and a sound have no settings.
      }
    }
    fields.choice("Told from", "warning", List.of("warning", "critical"), "severity");
    fields.add(Kind.LIST, "Rules", "all", "rules");
    fields.add(Kind.LIST, "Connections", "all", "connections");
    fields.choice("Told of ends", "true", List.of("true", "false"), "resolved");
    fields.add(Kind.TEXT, "Digest each", "as they come", "digest");
    return List.copyOf(fields.all);
  }

  private static List<String> words(Enum<?>[] constants) {
    List<String> words = new ArrayList<>();
    for (Enum<?> constant : constants) {
      words.add(constant.name().toLowerCase(Locale.ROOT));
    }
    return words;
  }

  private record Fields(String text, String channel, List<FormField> all) {
    void add(Kind kind, String label, String hint, String... path) {
      all.add(FormField.of(NamedItems.CHANNELS.at(channel), text, kind, label, hint, path));
    }

    void choice(String label, String unlessTold, List<String> choices, String... path) {
      List<String> keys = List.of(path);
      String value = NamedItems.CHANNELS.at(channel).value(text, keys).orElse("");
      all.add(new FormField(keys, label, unlessTold, value, Kind.CHOICE, choices));
    }
  }
}
