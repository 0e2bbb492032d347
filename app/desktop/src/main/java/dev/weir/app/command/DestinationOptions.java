package dev.weir.app.command;

import dev.weir.app.broker.BrokerChoice;
import dev.weir.app.broker.Brokers;
import dev.weir.engine.deadletter.replay.LinesFile;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.stream.Connector;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Another server than the one the dead letters are on, or a file. */
final class DestinationOptions {
  @ArgGroup(exclusive = true, heading = "Where records go, if not on the same server:%n")
  private @Nullable Choice choice;

  @Option(
      names = "--to-config",
      paramLabel = "FILE",
      description = "Properties for the client of the other server.")
  private @Nullable Path config;

  static final class Choice {
    @Option(
        names = "--to-connection",
        paramLabel = "NAME",
        description = "A connection saved in the window.")
    private @Nullable String connection;

    @Option(
        names = "--to-kafka",
        paramLabel = "HOST:PORT[,…]",
        description = "Another Kafka cluster.")
    private @Nullable String kafka;

    @Option(names = "--to-redis", paramLabel = "URL", description = "Another Redis.")
    private @Nullable String redis;

    @Option(
        names = "--to-file",
        paramLabel = "FILE",
        description = "Lines of JSON, as weir tail prints and weir produce takes them.")
    private @Nullable Path file;
  }

  /** The other server, if one was named; it is opened to learn which it is. */
  Optional<Chosen> chosen(Reach reach) {
    Choice made = choice;
    if (made == null) {
      return Optional.empty();
    }
    Path file = made.file;
    if (file != null) {
      String path = file.toAbsolutePath().toString();
      return Optional.of(
          new Chosen(
              Optional.empty(),
              new Plan.Destination(
                  new Plan.Source("", Plan.Destination.FILE, path), LinesFile.clusterId(file))));
    }
    Optional<Path> properties = Optional.ofNullable(config);
    BrokerChoice named;
    if (made.connection != null) {
      named = new BrokerChoice.Saved(made.connection);
    } else if (made.kafka != null) {
      named = new BrokerChoice.Addressed("kafka", made.kafka, properties);
    } else if (made.redis != null) {
      named = new BrokerChoice.Addressed("redis", made.redis, properties);
    } else {
      return Optional.empty();
    }
    Brokers.Chosen chosen = reach.brokers().choose(named);
    try (Connector connector = chosen.open()) {
      return Optional.of(
          new Chosen(
              Optional.of(chosen),
              new Plan.Destination(
                  Plans.source(chosen), Plans.port(connector, chosen).clusterId())));
    }
  }

  /**
   * What was named.
   *
   * @param broker empty for a file
   */
  record Chosen(Optional<Brokers.Chosen> broker, Plan.Destination destination) {}
}
