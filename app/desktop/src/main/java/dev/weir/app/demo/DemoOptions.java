package dev.weir.app.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the demo runs.
 *
 * @param time how long; without end if empty
 * @param screenshots folder for pictures; where headless and empty, a folder of that name is used
 * @param screens titles of the screens that pictures are wanted of; all if empty
 * @param kafka brokers to run the platform on instead of embedded ones
 */
public record DemoOptions(
    boolean headless,
    Optional<Duration> time,
    Optional<Path> screenshots,
    List<String> screens,
    Optional<Path> report,
    Optional<String> scene,
    Optional<Integer> rate,
    Optional<Long> seed,
    Optional<String> kafka,
    Optional<String> redis) {
  public DemoOptions {
    screens = List.copyOf(screens);
  }

  /** Those that the sample process takes, as it takes them. */
  List<String> sampleArguments() {
    var arguments = new ArrayList<String>();
    scene.ifPresent(name -> arguments.addAll(List.of("--scene", name)));
    rate.ifPresent(events -> arguments.addAll(List.of("--rate", events.toString())));
    seed.ifPresent(number -> arguments.addAll(List.of("--seed", number.toString())));
    kafka.ifPresent(address -> arguments.addAll(List.of("--kafka", address)));
    redis.ifPresent(url -> arguments.addAll(List.of("--redis", url)));
    return arguments;
  }
}
