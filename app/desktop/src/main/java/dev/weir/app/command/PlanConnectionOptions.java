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
  @ArgGroup(exclusive = true)
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
        description = "A connection saved in the window; that of the plan unless told.")
    private @Nullable String connection;

    @Option(
        names = "--kafka",
        paramLabel = "HOST:PORT[,…]",
        description = "A Kafka cluster's bootstrap servers; those of the plan unless told.")
    private @Nullable String kafka;

    @Option(
        names = "--redis",
        paramLabel = "URL",
        description = "A redis:// or rediss:// URL; that of the plan unless told.")
    private @Nullable String redis;
  }

  BrokerChoice chosen(Plan plan) {
    Choice made = choice;
    if (made != null && made.connection != null) {
      return new BrokerChoice.Saved(made.connection);
    }
    if (made != null && made.kafka != null) {
      return new BrokerChoice.Addressed("kafka", made.kafka, Optional.ofNullable(config));
    }
    if (made != null && made.redis != null) {
      return new BrokerChoice.Addressed("redis", made.redis, Optional.ofNullable(config));
    }
    return plan.from().connection().isEmpty()
        ? new BrokerChoice.Addressed(
            plan.from().kind(), plan.from().address(), Optional.ofNullable(config))
        : new BrokerChoice.Saved(plan.from().connection());
  }

  /** Whether nothing was said, and the plan decides. */
  boolean isOfPlan() {
    return choice == null;
  }
}
