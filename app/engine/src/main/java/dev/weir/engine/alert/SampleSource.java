package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where samples come from. Confined to the engine's thread. */
public interface SampleSource {
  /** Seconds between two samples of a stream or group. */
  int EVERY_SECONDS = 5;

  /** Takes the samples that are due at the end of {@code second}, and hands them over. */
  void collect(
      long second,
      long nowMillis,
      long nowNanos,
      List<ConnectionStatus> connections,
      SampleSink sink);

  /** What there is at present, so that an alert on what is gone can say so. */
  Presence presence(List<ConnectionStatus> connections);

  /** Streams, groups and connections that there are. */
  record Presence(Set<String> connections, Set<StreamRef> streams, Set<GroupRef> groups) {
    /** Why nothing more will be heard of {@code series}; empty where that may well be. */
    Optional<String> gone(Series series) {
      String connection = series.labels().getOrDefault("connection", "");
      if (connection.isEmpty()) {
        return Optional.empty();
      }
      if (!connections.contains(connection)) {
        return Optional.of("The connection " + connection + " was closed.");
      }
      String group = series.labels().get("group");
      if (group != null && !groups.contains(new GroupRef(connection, group))) {
        return Optional.of("The group " + group + " is gone.");
      }
      String stream = series.labels().get("stream");
      if (stream != null && !streams.contains(new StreamRef(connection, stream))) {
        return Optional.of("The stream " + stream + " is gone.");
      }
      return Optional.empty();
    }
  }
}
