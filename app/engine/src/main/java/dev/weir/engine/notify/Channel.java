package dev.weir.engine.notify;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somewhere to tell people of alerts. Secrets are references, put in their place when something is
 * sent.
 *
 * @param name unique among channels
 * @param criticalOnly whether it is told of critical alerts alone
 * @param rules told of these alone, by name; empty: of all
 * @param connections told of alerts on these alone; empty: of all
 * @param resolved whether it is told of ends too
 * @param digest warnings are told together, once in so long; zero: as they come
 */
public record Channel(
    String name,
    boolean criticalOnly,
    List<String> rules,
    List<String> connections,
    boolean resolved,
    Duration digest,
    Way way) {
  public Channel {
    rules = List.copyOf(rules);
    connections = List.copyOf(connections);
  }

  /** How it is told. */
  public sealed interface Way {
    /** An HTTP POST. */
    record Webhook(
        String url, Template template, Optional<String> routingKey, Map<String, String> headers)
        implements Way {
      public Webhook {
        headers = Map.copyOf(headers);
      }
    }

    /**
     * A program is run, without a shell.
     *
     * @param command program and arguments
     */
    record Command(List<String> command, Duration timeout) implements Way {
      public Command {
        command = List.copyOf(command);
      }
    }

    /** A record in a stream that is there. */
    record Stream(String connection, String stream) implements Way {}

    /** A notification on the desktop of whoever runs the program. */
    record Desktop() implements Way {}

    /** A short tone. */
    record Sound() implements Way {}

    /** A letter by SMTP. */
    record Mail(
        String host,
        int port,
        Tls tls,
        Optional<String> user,
        Optional<String> password,
        String from,
        List<String> to)
        implements Way {
      public Mail {
        to = List.copyOf(to);
      }
    }
  }

  /** How a letter's way to its first server is kept private. */
  public enum Tls {
    /** Encrypted from the start. */
    TLS,

    /** Encrypted before anything is said; refused where the server cannot. */
    STARTTLS,

    /** In the clear: for a server on this machine. */
    NONE
  }

  /** What a webhook is sent. */
  public enum Template {
    /** All fields as JSON. */
    JSON,
    SLACK,
    TEAMS,
    PAGERDUTY,
    OPSGENIE,

    /** Alertmanager's API, version 2. */
    ALERTMANAGER
  }

  /** Whether it is told of {@code notice}. */
  public boolean wants(Notice notice) {
    return notice.kind() == Notice.Kind.TEST
        || ((!criticalOnly || notice.isCritical())
            && (rules.isEmpty() || rules.contains(notice.rule()))
            && (connections.isEmpty() || connections.contains(notice.connection()))
            && (resolved || notice.kind() != Notice.Kind.RESOLVED));
  }

  /**
   * When it is told of {@code notice}. A digest comes at whole multiples of its time since the
   * epoch, by UTC; what is critical, and a test, does not wait for it.
   *
   * @param groupWait how long a warning waits for others of its group where there is no digest
   */
  public long dueMillis(Notice notice, Duration groupWait, long nowMillis) {
    if (notice.isCritical() || notice.kind() == Notice.Kind.TEST) {
      return nowMillis;
    }
    if (!digest.isZero()) {
      long every = digest.toMillis();
      return Math.ceilDiv(nowMillis + 1, every) * every;
    }
    return nowMillis + (notice.kind() == Notice.Kind.REMINDER ? 0 : groupWait.toMillis());
  }

  /** "webhook (slack)", "command", "mail", "stream alerts on kafka-prod", "desktop", "sound". */
  public String kind() {
    return switch (way) {
      case Way.Webhook hook ->
          "webhook (" + hook.template().name().toLowerCase(java.util.Locale.ROOT) + ")";
      case Way.Command _ -> "command";
      case Way.Mail _ -> "mail";
      case Way.Stream stream -> "stream " + stream.stream() + " on " + stream.connection();
      case Way.Desktop _ -> "desktop";
      case Way.Sound _ -> "sound";
    };
  }
}
