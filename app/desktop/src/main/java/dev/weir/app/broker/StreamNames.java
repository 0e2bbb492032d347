package dev.weir.app.broker;

import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRef;
import java.util.List;

/** Tells which names there are, to somebody who typed another one. */
public final class StreamNames {
  private static final int MOST = 3;

  private StreamNames() {}

  /**
   * The sentence for a failure that says that something is not there: one of the streams, or what
   * else was asked for, such as a partition or a group's commits.
   */
  public static UsageProblem missing(
      List<String> typed, Connector connector, String where, ConnectorException missing) {
    List<String> names =
        connector.streams().stream().map(StreamInfo::stream).map(ref -> ref.name()).toList();
    for (String name : typed) {
      if (!names.contains(name)) {
        return problem("stream", name, where, NearestNames.of(name, names, MOST), names.size());
      }
    }
    return new UsageProblem(missing.failure().sentence());
  }

  /** A failure that may be about a stream that is not there: then in words that name it. */
  public static RuntimeException explained(
      ConnectorException e, String typed, Connector connector, String where) {
    return explained(e, List.of(typed), connector, where);
  }

  /** Likewise, about one of several streams. */
  public static RuntimeException explained(
      ConnectorException e, List<String> typed, Connector connector, String where) {
    return isMissing(e) ? missing(typed, connector, where, e) : e;
  }

  /**
   * Looks whether a stream is there, before it is written to.
   *
   * @throws UsageProblem if not
   */
  public static void requireThere(StreamRef stream, Connector connector, String where) {
    try {
      if (connector.ends(List.of(stream)).isEmpty()) {
        throw new ConnectorException(
            new ConnectorFailure.Missing(
                "There is no stream " + stream.name() + " on " + where + ".",
                "Make it first: nothing is made here."));
      }
    } catch (ConnectorException e) {
      throw explained(e, stream.name(), connector, where);
    }
  }

  /**
   * Those of {@code groups} that are named; all, if none is.
   *
   * @throws UsageProblem if a name is not there
   */
  public static List<GroupInfo> groups(List<String> typed, List<GroupInfo> groups, String where) {
    List<String> names = groups.stream().map(info -> info.group().name()).toList();
    for (String name : typed) {
      if (!names.contains(name)) {
        throw problem("group", name, where, NearestNames.of(name, names, MOST), names.size());
      }
    }
    return typed.isEmpty()
        ? groups
        : groups.stream().filter(info -> typed.contains(info.group().name())).toList();
  }

  /** Whether the failure says that something is not there. */
  public static boolean isMissing(ConnectorException e) {
    return e.failure() instanceof ConnectorFailure.Missing;
  }

  private static UsageProblem problem(
      String what, String name, String where, List<String> nearest, int known) {
    String remedy;
    if (!nearest.isEmpty()) {
      remedy = "nearest: " + String.join(", ", nearest) + ".";
    } else if (known == 0) {
      remedy = "there are none that you may see.";
    } else {
      remedy = "there are " + known + " others.";
    }
    return new UsageProblem("There is no " + what + " " + name + " on " + where + "; " + remedy);
  }
}
