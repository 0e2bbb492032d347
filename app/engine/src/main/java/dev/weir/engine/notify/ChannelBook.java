package dev.weir.engine.notify;

import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.YamlMap;
import dev.weir.engine.rules.YamlText;
import dev.weir.engine.secret.SecretReference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Whom to tell, and when not: the file {@code notifications.yaml}.
 *
 * @param unusable names of channels that have a problem
 * @param repeat after which an alert that still fires and nobody has acknowledged is told again
 * @param groupWait how long a warning waits for others of its rule and connection; critical ones do
 *     not wait
 * @param lease through which several programs agree who of them tells; empty: each tells
 * @param problems what is wrong in the file; channels without problems are used all the same
 */
public record ChannelBook(
    List<Channel> channels,
    List<String> unusable,
    List<Maintenance> maintenance,
    Duration repeat,
    Duration groupWait,
    Optional<LeasePlan> lease,
    List<RuleProblem> problems) {
  /** Nobody is told but the window. */
  public static final ChannelBook EMPTY = empty(List.of());

  private static final Duration LEASE_TERM = Duration.ofSeconds(15);
  private static final Duration SHORTEST_TERM = Duration.ofSeconds(3);
  private static final Duration LONGEST_TERM = Duration.ofMinutes(10);
  private static final int MAIL_PORT = 587;
  private static final int MAIL_TLS_PORT = 465;
  private static final int PLAIN_MAIL_PORT = 25;
  private static final Pattern SECRET_HEADER =
      Pattern.compile("(?i)(authorization|token|secret|password|api-?key|cookie)");
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

  public ChannelBook {
    channels = List.copyOf(channels);
    unusable = List.copyOf(unusable);
    maintenance = List.copyOf(maintenance);
    problems = List.copyOf(problems);
  }

  private static ChannelBook empty(List<RuleProblem> problems) {
    return new ChannelBook(
        List.of(),
        List.of(),
        List.of(),
        Duration.ofHours(4),
        Duration.ofSeconds(30),
        Optional.empty(),
        problems);
  }

  /** Reads the file; where there is none, nobody is told. */
  public static ChannelBook of(Path file) {
    try {
      return read(file.getFileName().toString(), Files.readString(file));
    } catch (NoSuchFileException _) {
      return EMPTY;
    } catch (IOException e) {
      return empty(
          List.of(
              new RuleProblem(
                  file.toString(), 0, 0, "The file cannot be read: " + e.getMessage() + ".", "")));
    }
  }

  /** Reads {@code text}; {@code source} names it in problems. */
  public static ChannelBook read(String source, String text) {
    if (YamlText.isBare(text)) {
      return EMPTY;
    }
    List<RuleProblem> problems = new ArrayList<>();
    Optional<Node> root = YamlText.compose(source, text, problems);
    if (root.isEmpty()) {
      return empty(problems);
    }
    var file = new YamlMap(source, root.get(), problems);
    List<Channel> channels = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> named = new LinkedHashSet<>();
    for (YamlMap map : file.maps("channels")) {
      int before = problems.size();
      map.text("name").ifPresent(named::add);
      Optional<Channel> channel = channel(map);
      if (channel.isPresent() && names.contains(channel.get().name())) {
        map.problem("name", "There is such a channel already.", "Give each its own name.");
      }
      if (channel.isPresent() && problems.size() == before) {
        names.add(channel.get().name());
        channels.add(channel.get());
      }
    }
    List<Maintenance> maintenance = new ArrayList<>();
    for (YamlMap map : file.maps("maintenance")) {
      maintenance(map).ifPresent(maintenance::add);
    }
    Duration repeat = file.duration("repeat", EMPTY.repeat());
    Duration groupWait = file.duration("group-wait", EMPTY.groupWait());
    Optional<LeasePlan> lease = file.map("lease").map(ChannelBook::lease);
    file.done();
    named.removeAll(names);
    return new ChannelBook(
        channels, List.copyOf(named), maintenance, repeat, groupWait, lease, problems);
  }

  private static LeasePlan lease(YamlMap map) {
    String connection = map.requiredText("connection", "kafka-prod");
    String name = map.text("name").orElse("watch");
    Duration term = map.duration("term", LEASE_TERM);
    map.done();
    if (term.compareTo(SHORTEST_TERM) < 0 || term.compareTo(LONGEST_TERM) > 0) {
      map.problem("term", "\"term\" is from 3 s to 10 min.", "Write term: 15s.");
    }
    return new LeasePlan(connection, name, term);
  }

  private static Optional<Channel> channel(YamlMap map) {
    String name = map.requiredText("name", "on-call");
    boolean criticalOnly = map.choice("severity", Least.class, Least.WARNING) == Least.CRITICAL;
    List<String> rules = map.words("rules");
    List<String> connections = map.words("connections");
    boolean resolved = map.flag("resolved", true);
    Duration digest = map.duration("digest", Duration.ZERO);
    List<Channel.Way> ways = new ArrayList<>();
    map.map("webhook").ifPresent(block -> ways.add(webhook(block)));
    map.map("command").ifPresent(block -> ways.add(command(block)));
    map.map("mail").ifPresent(block -> ways.add(mail(block)));
    map.map("stream").ifPresent(block -> ways.add(stream(block)));
    map.map("desktop").ifPresent(block -> ways.add(plain(block, new Channel.Way.Desktop())));
    map.map("sound").ifPresent(block -> ways.add(plain(block, new Channel.Way.Sound())));
    map.done();
    if (ways.size() != 1) {
      map.problem(
          ways.isEmpty() ? "The channel leads nowhere." : "The channel leads to more than one.",
          "Write one of webhook, command, mail, stream, desktop, sound.");
      return Optional.empty();
    }
    return Optional.of(
        new Channel(name, criticalOnly, rules, connections, resolved, digest, ways.getFirst()));
  }

  /** The mildest that is told. */
  private enum Least {
    WARNING,
    CRITICAL
  }

  private static Channel.Way stream(YamlMap map) {
    String connection = map.requiredText("connection", "kafka-prod");
    String name = map.requiredText("name", "weir-alerts");
    map.done();
    return new Channel.Way.Stream(connection, name);
  }

  /** One that has no settings. */
  private static Channel.Way plain(YamlMap map, Channel.Way way) {
    map.done();
    return way;
  }

  private static Channel.Way webhook(YamlMap map) {
    String url = map.requiredText("url", "https://example.org/hook");
    Channel.Template template =
        map.choice("template", Channel.Template.class, Channel.Template.JSON);
    Optional<String> key = map.text("key");
    Map<String, String> headers = map.texts("headers");
    map.done();
    boolean needsKey =
        template == Channel.Template.PAGERDUTY || template == Channel.Template.OPSGENIE;
    if (needsKey && key.isEmpty()) {
      map.problem("\"key\" is missing.", "Write key: ${env:NAME}, and put the key there.");
    }
    refusePlain(map, "key", key);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (SECRET_HEADER.matcher(header.getKey()).find()) {
        refusePlain(map, "headers", Optional.of(header.getValue()));
      }
    }
    if (!url.contains("${") && !isHttp(url)) {
      map.problem("url", "This is no http or https address.", "Write https://HOST/PATH.");
    }
    return new Channel.Way.Webhook(url, template, key, headers);
  }

  /** Files are copied, shown and kept in repositories. */
  private static void refusePlain(YamlMap map, String key, Optional<String> secret) {
    if (secret.isPresent() && SecretReference.in(secret.get()).isEmpty()) {
      map.problem(
          key,
          "This is a secret in clear.",
          "Write ${env:NAME}, ${file:PATH} or ${keychain:NAME}, and put it there.");
    }
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static Channel.Way command(YamlMap map) {
    List<String> run = map.words("run");
    Duration timeout = map.duration("timeout", COMMAND_TIMEOUT);
    map.done();
    if (run.isEmpty()) {
      map.problem("\"run\" is missing.", "Write run: [notify-send, \"${headline}\"].");
    }
    return new Channel.Way.Command(run, timeout);
  }

  private static Channel.Way mail(YamlMap map) {
    String host = map.requiredText("server", "smtp.example.org");
    Channel.Tls tls = map.choice("security", Channel.Tls.class, Channel.Tls.STARTTLS);
    int usual =
        switch (tls) {
          case TLS -> MAIL_TLS_PORT;
          case STARTTLS -> MAIL_PORT;
          case NONE -> PLAIN_MAIL_PORT;
        };
    OptionalDouble port = map.number("port");
    Optional<String> user = map.text("user");
    Optional<String> password = map.text("password");
    String from = map.requiredText("from", "weir@example.org");
    List<String> to = map.words("to");
    map.done();
    if (to.isEmpty()) {
      map.problem("\"to\" is missing.", "Write to: [on-call@example.org].");
    }
    if (user.isPresent() != password.isPresent()) {
      map.problem("A user needs a password.", "Write user and password, or neither.");
    }
    refusePlain(map, "password", password);
    for (String address : to) {
      refuseBreaks(map, address);
    }
    refuseBreaks(map, from);
    return new Channel.Way.Mail(host, (int) port.orElse(usual), tls, user, password, from, to);
  }

  /** An address with a line break in it would speak to the server. */
  private static void refuseBreaks(YamlMap map, String address) {
    if (address.indexOf('@') < 1
        || address.chars().anyMatch(c -> c <= ' ' || c == '<' || c == '>' || c == 0x7f)) {
      map.problem("\"" + address + "\" is no address.", "Write name@example.org, nothing else.");
    }
  }

  private static Optional<Maintenance> maintenance(YamlMap map) {
    String name = map.requiredText("name", "nightly batch");
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String word : map.words("days")) {
      day(word)
          .ifPresentOrElse(
              days::add,
              () ->
                  map.problem(
                      "days",
                      "\"days\" takes days of the week, not \"" + word + "\".",
                      "Write days: [mon, tue]."));
    }
    Optional<LocalTime> from = time(map, "from");
    Optional<LocalTime> to = time(map, "to");
    String place = map.text("zone").orElse("UTC");
    ZoneId zone = ZoneId.of("UTC");
    try {
      zone = ZoneId.of(place);
    } catch (DateTimeException _) {
      map.problem(
          "zone",
          "\"zone\" takes a time zone, not \"" + place + "\".",
          "Write zone: Europe/Vienna, or UTC.");
    }
    Map<String, String> where = map.texts("where");
    map.done();
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Maintenance(
            name,
            days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
            from.get(),
            to.get(),
            zone,
            where));
  }

  private static Optional<DayOfWeek> day(String word) {
    for (DayOfWeek day : DayOfWeek.values()) {
      String name = day.name().toLowerCase(Locale.ROOT);
      if (word.length() >= 3 && name.startsWith(word.toLowerCase(Locale.ROOT))) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  private static Optional<LocalTime> time(YamlMap map, String key) {
    String text = map.requiredText(key, "\"02:00\"");
    try {
      return Optional.of(LocalTime.parse(text));
    } catch (DateTimeParseException _) {
      if (map.has(key)) {
        map.problem(
            key,
            "\"" + key + "\" takes a time of day, not \"" + text + "\".",
            "Write " + key + ": \"02:00\".");
      }
      return Optional.empty();
    }
  }
}
