package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.report.Json;
import dev.weir.stream.CheckStep;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir doctor}. */
@Command(
    name = "doctor",
    description = "Tests a connection step by step: name, port, TLS, authentication, permissions.")
final class DoctorCommand implements Callable<Integer> {
  /** Steps without which nobody answers; those after them are a matter of rights. */
  private static final Set<String> REACHING = Set.of("DNS", "TCP", "TLS", "Cluster");

  private final Reach reach;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--json", description = "One JSON object per step.")
  private boolean json;

  DoctorCommand(Reach reach) {
    this.reach = reach;
  }

  @Override
  public Integer call() {
    Brokers.Chosen chosen = reach.choose(connection);
    var code = new AtomicInteger(ExitCode.SUCCESS);
    chosen
        .provider()
        .check(
            chosen.spec(),
            step -> {
              if (step.outcome() == CheckStep.Outcome.FAILED) {
                // What fails first is the reason; it is what other commands end with, too.
                code.compareAndSet(
                    ExitCode.SUCCESS,
                    REACHING.contains(step.name()) ? ExitCode.UNREACHABLE : ExitCode.USAGE);
              }
              print(step, chosen.spec().name());
            });
    return code.get();
  }

  private void print(CheckStep step, String name) {
    if (json) {
      reach
          .terminal()
          .bytes(
              Json.of(
                  new StepLine(
                      name,
                      step.name(),
                      step.outcome().name().toLowerCase(Locale.ROOT),
                      step.detail(),
                      step.took().toMillis())));
    } else {
      reach
          .terminal()
          .line(
              String.format(
                  Locale.ROOT,
                  "%-8s %-18s %s%s",
                  step.outcome().name().toLowerCase(Locale.ROOT),
                  step.name(),
                  step.detail(),
                  step.outcome() == CheckStep.Outcome.SKIPPED
                      ? ""
                      : " (" + Wording.duration(step.took()) + ")"));
    }
    reach.terminal().flush();
  }

  private record StepLine(
      String connection, String step, String outcome, String detail, long tookMs) {}
}
