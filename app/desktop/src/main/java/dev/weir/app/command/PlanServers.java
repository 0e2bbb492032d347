package dev.weir.app.command;

import dev.weir.app.broker.BrokerChoice;
import dev.weir.app.broker.Brokers;
import dev.weir.engine.deadletter.replay.LinesFile;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.ReplayRoute;
import dev.weir.stream.Connector;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The servers that a plan is about, as they were chosen.
 *
 * @param from where the dead letters are
 * @param other where records go, if that is another server
 */
record PlanServers(Plan plan, Brokers.Chosen from, Optional<Brokers.Chosen> other) {

  /** Those of the plan, unless the command line names others. */
  static PlanServers of(Reach reach, Plan plan, PlanConnectionOptions options) {
    Optional<Brokers.Chosen> other =
        plan.destination()
            .filter(destination -> !destination.isFile())
            .map(destination -> reach.brokers().choose(options.other(destination)));
    return new PlanServers(plan, reach.brokers().choose(options.chosen(plan)), other);
  }

  /** The server that is written to; empty where it is a file. */
  Optional<Brokers.Chosen> written() {
    return plan.destination().isEmpty() ? Optional.of(from) : other;
  }

  /** Where records go, as a person knows it. */
  String destination() {
    return plan.destination()
        .map(destination -> destination.at().address())
        .orElseGet(() -> from.spec().address());
  }

  Open open() {
    Connector source = from.open();
    try {
      if (other.isEmpty()) {
        ReplayRoute route =
            plan.destination()
                .map(
                    file ->
                        ReplayRoute.toFile(
                            source,
                            Plans.port(source, from),
                            new LinesFile(Path.of(file.at().address()), plan)))
                .orElseGet(() -> ReplayRoute.within(source, Plans.port(source, from)));
        return new Open(route, source, Optional.empty());
      }
      return between(source, from, other.get());
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Those that a plan is to be made for. */
  static Open planning(Brokers.Chosen from, Optional<DestinationOptions.Chosen> to) {
    Connector source = from.open();
    try {
      if (to.flatMap(DestinationOptions.Chosen::broker).isEmpty()) {
        ReplayRoute route =
            to.isPresent()
                ? ReplayRoute.planned(source, Plans.port(source, from))
                : ReplayRoute.within(source, Plans.port(source, from));
        return new Open(route, source, Optional.empty());
      }
      return between(source, from, to.flatMap(DestinationOptions.Chosen::broker).orElseThrow());
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static Open between(Connector source, Brokers.Chosen from, Brokers.Chosen to) {
    Connector target = to.open();
    try {
      return new Open(
          ReplayRoute.between(source, Plans.port(source, from), target, Plans.port(target, to)),
          source,
          Optional.of(target));
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** Both, open. */
  record Open(ReplayRoute route, Connector source, Optional<Connector> target)
      implements AutoCloseable {
    @Override
    public void close() {
      try (Connector _ = source) {
        target.ifPresent(Connector::close);
      }
    }
  }

  /** What was named as another server on the command line. */
  static BrokerChoice choice(Plan.Source at, Optional<Path> config) {
    return at.connection().isEmpty()
        ? new BrokerChoice.Addressed(at.kind(), at.address(), config)
        : new BrokerChoice.Saved(at.connection());
  }
}
