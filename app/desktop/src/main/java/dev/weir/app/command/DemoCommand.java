package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.app.demo.Demo;
import dev.weir.app.demo.DemoOptions;
import dev.weir.app.demo.SampleFailure;
import dev.weir.stream.ConnectorException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir demo}. */
@Command(
    name = "demo",
    description = {
      "Starts a Kafka broker, a Redis server and a small order platform on them, and opens the"
          + " console on it.",
      "Nothing of it is left when it ends, but for what --kafka and --redis say."
    })
public final class DemoCommand implements Callable<Integer> {
  private final Demo demo;

  @Option(names = "--headless", description = "Draws in memory instead of opening a window.")
  private boolean headless;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Ends after this time; goes on until Ctrl-C unless told.")
  private @Nullable Duration time;

  @Option(
      names = "--screenshots",
      paramLabel = "DIR",
      description = "Writes a picture of every screen, light and dark, into this folder.")
  private @Nullable Path screenshots;

  @Option(
      names = "--screens",
      paramLabel = "NAME",
      split = ",",
      description = "Pictures of these screens only: groups,streams; of all unless told.")
  private List<String> screens = List.of();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes the engine's final state as JSON.")
  private @Nullable Path report;

  @Option(
      names = "--scene",
      paramLabel = "NAME",
      description =
          "What happens: steady, daily, burst, slow-consumer, stalled-consumer, poison, outage,"
              + " skew, late, tour; tour unless told.")
  private @Nullable String scene;

  @Option(names = "--rate", paramLabel = "N", description = "Events per second; 500 unless told.")
  private @Nullable Integer rate;

  @Option(names = "--seed", paramLabel = "N", description = "The same seed gives the same events.")
  private @Nullable Long seed;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "Runs the platform on this Kafka cluster instead of an embedded broker. Says what it"
              + " creates there before it does; that stays.")
  private @Nullable String kafka;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description =
          "Runs the platform on this Redis server instead of an embedded one. Says what it creates"
              + " there before it does; that stays.")
  private @Nullable String redis;

  public DemoCommand(Demo demo) {
    this.demo = demo;
  }

  @Override
  public Integer call() {
    try {
      return demo.run(
          new DemoOptions(
              headless,
              Optional.ofNullable(time),
              Optional.ofNullable(screenshots),
              screens,
              Optional.ofNullable(report),
              Optional.ofNullable(scene),
              Optional.ofNullable(rate),
              Optional.ofNullable(seed),
              Optional.ofNullable(kafka),
              Optional.ofNullable(redis)));
    } catch (SampleFailure e) {
      if (e.broker().isPresent()) {
        throw new ConnectorException(e.broker().get(), e);
      }
      throw new UsageProblem(e.sentence());
    }
  }
}
