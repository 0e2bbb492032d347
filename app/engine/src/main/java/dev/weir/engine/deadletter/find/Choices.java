package dev.weir.engine.deadletter.find;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.settings.JsonFile;
import dev.weir.engine.settings.Settings;
import dev.weir.stream.StreamRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the user said of streams, kept in the settings file as an object {@code
 * "dead-letter-streams"}: connection and stream to {@code yes}, {@code no} or a dialect's label. A
 * list {@code "replay-approval"}, or a single text, names the connections, or kinds of environment,
 * on which a replay needs a second person. Thread-safe.
 */
public final class Choices {
  private static final String KEY = "dead-letter-streams";
  private static final String APPROVAL = "replay-approval";
  private static final String YES = "yes";
  private static final String NO = "no";

  private final JsonFile file;
  private final Map<String, Choice> known = new HashMap<>();
  private final Set<String> approved = new HashSet<>();
  private final boolean approvedEverywhere;
  private final Optional<String> notice;
  private final Optional<String> place;

  /** Reads {@code file}, which need not exist. */
  public Choices(JsonFile file) {
    this(file, Optional.empty());
  }

  private Choices(JsonFile file, Optional<String> place) {
    this.file = file;
    this.place = place;
    ObjectNode content = file.read();
    for (Map.Entry<String, JsonNode> entry : content.path(KEY).properties()) {
      parse(entry.getValue().asString("")).ifPresent(choice -> known.put(entry.getKey(), choice));
    }
    JsonNode asked = content.path(APPROVAL);
    if (asked.isString()) {
      approved.add(plain(asked.asString()));
    } else if (asked.isArray()) {
      asked.forEach(name -> approved.add(plain(name.asString(""))));
    }
    // Whoever wrote anything else there meant something by it: the careful reading of it.
    approvedEverywhere =
        !asked.isMissingNode() && !asked.isNull() && !asked.isString() && !asked.isArray();
    notice = file.notice();
  }

  /**
   * The same file's word on streams of a server that was typed and has no name: of this address,
   * not of whichever was typed.
   */
  public Choices at(String address) {
    return new Choices(file, Optional.of(address));
  }

  /**
   * The same file's word now: others may have changed it since, and who must approve a replay holds
   * from one moment to the next. Reads the file.
   */
  public Choices asOfNow() {
    return new Choices(file.anew(), place);
  }

  /** What the user should know of the settings file, such as that it could not be read. */
  public Optional<String> notice() {
    return notice;
  }

  /** Names are compared as people write them: who asks for a second person means it. */
  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static Optional<Choice> parse(String text) {
    return switch (text) {
      case YES -> Optional.of(new Choice.DeadLetters(Optional.empty()));
      case NO -> Optional.of(new Choice.NoDeadLetters());
      default -> Dialect.ofLabel(text).map(dialect -> new Choice.DeadLetters(Optional.of(dialect)));
    };
  }

  /** Whether a replay that writes to this connection needs the approval of a second person. */
  public boolean isApprovalAskedFor(ConnectionSettings settings) {
    return approvedEverywhere
        || approved.contains(plain(settings.name()))
        || approved.contains(settings.environment().label());
  }

  /**
   * Whether a replay that writes to a server needs it: if each of the saved connections of that
   * server asks for it.
   */
  public boolean isApprovalAskedFor(Collection<ConnectionSettings> ofServer) {
    return !ofServer.isEmpty() && ofServer.stream().allMatch(this::isApprovalAskedFor);
  }

  /** What was said of a stream. */
  public synchronized Optional<Choice> of(StreamRef stream) {
    return Optional.ofNullable(known.get(name(stream)));
  }

  /** The dialect that a stream is pinned to. */
  public Optional<Dialect> pinned(StreamRef stream) {
    return of(stream)
        .flatMap(
            choice ->
                choice instanceof Choice.DeadLetters(Optional<Dialect> pinned)
                    ? pinned
                    : Optional.empty());
  }

  /**
   * Remembers a choice, or forgets it. Blocks until that is on the disk.
   *
   * @return what the user should know if it could not be written
   */
  public synchronized Optional<String> set(StreamRef stream, Optional<Choice> choice) {
    String name = name(stream);
    if (choice.isPresent()) {
      known.put(name, choice.get());
    } else {
      known.remove(name);
    }
    boolean written =
        file.update(
            content -> {
              ObjectNode all =
                  content.path(KEY) instanceof ObjectNode there ? there : content.putObject(KEY);
              if (choice.isPresent()) {
                all.put(name, text(choice.get()));
              } else {
                all.remove(name);
              }
              if (all.isEmpty()) {
                content.remove(KEY);
              }
            });
    return written ? Optional.empty() : file.notice();
  }

  private static String text(Choice choice) {
    return switch (choice) {
      case Choice.NoDeadLetters() -> NO;
      case Choice.DeadLetters(Optional<Dialect> pinned) -> pinned.map(Dialect::label).orElse(YES);
    };
  }

  private String name(StreamRef stream) {
    return Settings.favouriteName(place.orElse(stream.connection()), stream.name());
  }
}
