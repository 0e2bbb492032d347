package dev.weir.app.command;

import dev.weir.app.broker.BrokerChoice;
import dev.weir.app.broker.UsageProblem;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which broker a command is about. */
final class ConnectionOptions {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private @Nullable Choice choice;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties for the client, such as a client.properties with TLS and SASL.")
  private @Nullable Path config;

  static final class Choice {
    @Option(
        names = "--connection",
        paramLabel = "NAME",
        description = "A connection saved in the window.")
    private @Nullable String connection;

    @Option(
        names = "--kafka",
        paramLabel = "HOST:PORT[,…]",
        description = "A Kafka cluster's bootstrap servers.")
    private @Nullable String kafka;

    @Option(names = "--redis", paramLabel = "URL", description = "A redis:// or rediss:// URL.")
    private @Nullable String redis;

    /** The broker that was named, reached with {@code config}; empty if none was. */
    Optional<BrokerChoice> chosen(Optional<Path> config) {
      if (connection != null) {
        if (config.isPresent()) {
          throw new UsageProblem(
              "--config goes with --kafka or --redis: a saved connection has properties of its"
                  + " own.");
        }
        return Optional.of(new BrokerChoice.Saved(connection));
      }
      if (kafka != null) {
        return Optional.of(new BrokerChoice.Addressed("kafka", kafka, config));
      }
      if (redis != null) {
        return Optional.of(new BrokerChoice.Addressed("redis", redis, config));
      }
      return Optional.empty();
    }
  }

  BrokerChoice chosen() {
    return Optional.ofNullable(choice)
        .flatMap(made -> made.chosen(Optional.ofNullable(config)))
        .orElseThrow(
            () ->
                new IllegalStateException("picocli lets no command through without a connection"));
  }
}
