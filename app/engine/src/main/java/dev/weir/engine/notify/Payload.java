package dev.weir.engine.notify;

import dev.weir.engine.wording.Wording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** What is sent: notices that are told together, as text and as the receivers' JSON. */
final class Payload {
  private static final int MOST_IN_TEXT = 20;

  private Payload() {}

  /** "CRITICAL: …", or "3 alerts, 1 critical: …". */
  static String headline(List<Notice> notices) {
    if (notices.size() == 1) {
      return notices.getFirst().headline();
    }
    long critical = notices.stream().filter(n -> n.kind().isFiring() && n.isCritical()).count();
    long resolved = notices.stream().filter(n -> !n.kind().isFiring()).count();
    return notices.size()
        + " alerts"
        + (critical > 0 ? ", " + critical + " critical" : "")
        + (resolved > 0 ? ", " + resolved + " resolved" : "")
        + ": "
        + notices.getFirst().summary();
  }

  /** All of it in words, a paragraph per alert. */
  static String text(List<Notice> notices) {
    var text = new StringBuilder();
    for (Notice notice : notices.subList(0, Math.min(MOST_IN_TEXT, notices.size()))) {
      text.append(text.isEmpty() ? "" : "\n\n").append(paragraph(notice));
    }
    if (notices.size() > MOST_IN_TEXT) {
      text.append("\n\nand ").append(notices.size() - MOST_IN_TEXT).append(" more.");
    }
    return text.toString();
  }

  private static String paragraph(Notice notice) {
    var lines = new ArrayList<String>();
    lines.add(notice.headline());
    if (notice.kind() != Notice.Kind.TEST) {
      lines.add(notice.reason());
    }
    if (!notice.evidence().isEmpty()) {
      lines.add(notice.evidence());
    }
    if (!notice.near().isEmpty()) {
      lines.add(Wording.shortlyBefore(notice.near()));
    }
    lines.add(
        "rule "
            + notice.rule()
            + new TreeMap<>(notice.labels())
                .entrySet().stream()
                    .map(label -> ", " + label.getKey() + " " + label.getValue())
                    .collect(Collectors.joining())
            + ", since "
            + Instant.ofEpochMilli(notice.startedAt()));
    if (!notice.runbook().isEmpty()) {
      lines.add(notice.runbook());
    }
    return String.join("\n", lines);
  }

  /** One request's address, if it is not the webhook's own, and its body. */
  record Request(Optional<String> suffix, String json) {}

  /** The requests that tell {@code notices}; receivers that know one alert a time get one each. */
  static List<Request> requests(
      Channel.Template template, Optional<String> key, List<Notice> notices) {
    return switch (template) {
      case JSON -> List.of(one(json(notices)));
      case SLACK -> List.of(one(slack(notices)));
      case TEAMS -> List.of(one(teams(notices)));
      case PAGERDUTY ->
          notices.stream().map(notice -> one(pagerDuty(notice, key.orElse("")))).toList();
      case OPSGENIE -> notices.stream().map(Payload::opsgenie).toList();
      case ALERTMANAGER -> List.of(one(notices.stream().map(Payload::alertmanager).toList()));
    };
  }

  private static Request one(Object body) {
    return new Request(Optional.empty(), JsonMapper.shared().writeValueAsString(body));
  }

  private static Map<String, Object> json(List<Notice> notices) {
    var body = new LinkedHashMap<String, Object>();
    body.put("version", 1);
    body.put("headline", headline(notices));
    body.put("alerts", notices.stream().map(Payload::fields).toList());
    return body;
  }

  private static Map<String, Object> fields(Notice notice) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("id", notice.alert());
    fields.put("key", notice.key());
    fields.put("kind", notice.kind().name().toLowerCase(java.util.Locale.ROOT));
    fields.put("status", notice.kind().isFiring() ? "firing" : "resolved");
    fields.put("rule", notice.rule());
    fields.put("severity", notice.severity());
    fields.put("labels", new TreeMap<>(notice.labels()));
    fields.put("summary", notice.summary());
    fields.put("reason", notice.reason());
    fields.put("evidence", notice.evidence());
    fields.put("near", notice.near());
    fields.put("value", notice.value());
    fields.put("runbook", notice.runbook());
    fields.put("started_at", Instant.ofEpochMilli(notice.startedAt()).toString());
    fields.put("at", Instant.ofEpochMilli(notice.at()).toString());
    return fields;
  }

  private static Map<String, Object> slack(List<Notice> notices) {
    boolean firing = notices.stream().anyMatch(notice -> notice.kind().isFiring());
    boolean critical = notices.stream().anyMatch(n -> n.kind().isFiring() && n.isCritical());
    String colour = !firing ? "good" : critical ? "danger" : "warning";
    return Map.of(
        "text",
        escaped(headline(notices)),
        "attachments",
        List.of(Map.of("color", colour, "text", escaped(text(notices)))));
  }

  /** Slack reads these three as its markup. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** An adaptive card, as Teams' workflows take it. */
  private static Map<String, Object> teams(List<Notice> notices) {
    var title = new LinkedHashMap<String, Object>();
    title.put("type", "TextBlock");
    title.put("size", "Medium");
    title.put("weight", "Bolder");
    title.put("wrap", true);
    title.put("text", headline(notices));
    var body = new ArrayList<Map<String, Object>>();
    body.add(title);
    for (String line : text(notices).split("\n")) {
      if (!line.isEmpty()) {
        body.add(Map.of("type", "TextBlock", "wrap", true, "spacing", "None", "text", line));
      }
    }
    var card = new LinkedHashMap<String, Object>();
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.4");
    card.put("body", body);
    return Map.of(
        "type",
        "message",
        "attachments",
        List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card)));
  }

  /** PagerDuty's Events API, version 2. */
  private static Map<String, Object> pagerDuty(Notice notice, String key) {
    var event = new LinkedHashMap<String, Object>();
    event.put("routing_key", key);
    event.put("event_action", notice.kind().isFiring() ? "trigger" : "resolve");
    event.put("dedup_key", notice.key());
    if (notice.kind().isFiring()) {
      event.put(
          "payload",
          Map.of(
              "summary",
              shortened(notice.headline(), 1024),
              "source",
              notice.connection().isEmpty() ? "weir" : notice.connection(),
              "severity",
              notice.isCritical() ? "critical" : "warning",
              "timestamp",
              Instant.ofEpochMilli(notice.startedAt()).toString(),
              "custom_details",
              fields(notice)));
    }
    return event;
  }

  /** Opsgenie's Alert API: opened by one address, closed by another. */
  private static Request opsgenie(Notice notice) {
    if (!notice.kind().isFiring()) {
      String alias =
          java.net.URLEncoder.encode(notice.key(), java.nio.charset.StandardCharsets.UTF_8);
      return new Request(
          Optional.of("/" + alias + "/close?identifierType=alias"),
          JsonMapper.shared().writeValueAsString(Map.of("source", "weir")));
    }
    var alert = new LinkedHashMap<String, Object>();
    alert.put("message", shortened(notice.headline(), 130));
    alert.put("alias", notice.key());
    alert.put("description", paragraph(notice));
    alert.put("priority", notice.isCritical() ? "P1" : "P3");
    alert.put("source", "weir");
    alert.put("details", new TreeMap<>(notice.labels()));
    return one(alert);
  }

  private static Map<String, Object> alertmanager(Notice notice) {
    var labels = new TreeMap<String, String>(notice.labels());
    labels.put("alertname", notice.rule());
    labels.put("severity", notice.severity());
    var annotations = new TreeMap<String, String>();
    annotations.put("summary", notice.summary());
    annotations.put("description", notice.reason());
    if (!notice.near().isEmpty()) {
      annotations.put("near", String.join(" ", notice.near()));
    }
    if (!notice.runbook().isEmpty()) {
      annotations.put("runbook_url", notice.runbook());
    }
    var alert = new LinkedHashMap<String, Object>();
    alert.put("labels", labels);
    alert.put("annotations", annotations);
    alert.put("startsAt", Instant.ofEpochMilli(notice.startedAt()).toString());
    if (!notice.kind().isFiring()) {
      alert.put("endsAt", Instant.ofEpochMilli(notice.at()).toString());
    }
    return alert;
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
