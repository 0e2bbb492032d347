package dev.weir.app.command;

import dev.weir.app.broker.BrokerChoice;
import dev.weir.engine.deadletter.replay.Plan;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which broker a plan is run on: the one it was made on, unless told. */
final class PlanConnectionOptions {
  @ArgGroup(exclusive = true, heading = "The broker; that of the plan unless told:%n")
  private ConnectionOptions.@Nullable Choice choice;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties for the client, such as a client.properties with TLS and SASL.")
  private @Nullable Path config;

  BrokerChoice chosen(Plan plan) {
    Optional<Path> properties = Optional.ofNullable(config);
    return Optional.ofNullable(choice)
        .flatMap(made -> made.chosen(properties))
        .orElseGet(() -> PlanServers.choice(plan.from(), properties));
  }

  @Option(
      names = "--to-config",
      paramLabel = "FILE",
      description = "Properties for the client of the other server, if records go to one.")
  private @Nullable Path otherConfig;

  /** The other server that records go to. */
  BrokerChoice other(Plan.Destination destination) {
    return PlanServers.choice(destination.at(), Optional.ofNullable(otherConfig));
  }

  /** Whether nothing was said, and the plan decides. */
  boolean isOfPlan() {
    return choice == null;
  }
}
