package dev.weir.engine.meter;

import dev.weir.stream.StreamRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which streams are timed from a moment that their records tell, as the setting has it:
 * "kafka-1/orders=header:produced-at, cache-1/jobs=field:data.time". Immutable.
 */
public record MomentSources(Map<StreamRef, MomentSource> byStream) {
  /** None is. */
  public static final MomentSources NONE = new MomentSources(Map.of());

  public MomentSources {
    byStream = Map.copyOf(byStream);
  }

  /** What a text means: the sources, or why it means none, in words. */
  public sealed interface Read {
    record Sources(MomentSources sources) implements Read {}

    record Problem(String why) implements Read {}
  }

  /** Reads a setting's text; empty means none. */
  public static Read read(String text) {
    Map<StreamRef, MomentSource> sources = new HashMap<>();
    for (String part : text.split(",", -1)) {
      String one = part.strip();
      if (one.isEmpty()) {
        continue;
      }
      int slash = one.indexOf('/');
      int equals = one.lastIndexOf('=');
      Optional<MomentSource> source =
          equals < 0 ? Optional.empty() : MomentSource.parse(one.substring(equals + 1).strip());
      if (slash < 1 || equals < slash + 2 || source.isEmpty()) {
        return new Read.Problem(
            "“" + one + "” is not CONNECTION/STREAM=header:NAME or CONNECTION/STREAM=field:PATH.");
      }
      sources.put(
          new StreamRef(one.substring(0, slash), one.substring(slash + 1, equals).strip()),
          source.get());
    }
    return new Read.Sources(new MomentSources(sources));
  }

  /** Where a stream's records tell their moment; empty where they are timed by their timestamps. */
  public Optional<MomentSource> of(StreamRef stream) {
    return Optional.ofNullable(byStream.get(stream));
  }
}
