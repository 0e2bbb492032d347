package dev.weir.sample;

import dev.weir.sample.broker.BrokerUnavailable;
import dev.weir.sample.platform.Options;
import dev.weir.sample.scene.Load;
import dev.weir.sample.scene.Scene;
import java.util.Optional;

/**
 * The command line of {@link SampleStreams}.
 *
 * @param kafka bootstrap servers of a cluster to use instead of an own broker
 * @param redis address of a server to use instead of an own one
 */
record Arguments(Options options, Optional<String> kafka, Optional<String> redis) {
  private static final String USAGE =
      "Use --rate N --scene NAME --seed N [--kafka HOST:PORT] [--redis URL].";

  /**
   * Reads the command line.
   *
   * @throws BrokerUnavailable naming the argument that is wrong, and what would be right
   */
  static Arguments parse(String... arguments) {
    Options options = Options.defaults();
    Optional<String> kafka = Optional.empty();
    Optional<String> redis = Optional.empty();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (i + 1 == arguments.length) {
        throw new BrokerUnavailable("Argument " + name + " has no value.", USAGE);
      }
      String value = arguments[i + 1];
      switch (name) {
        case "--rate" -> options = options.withRate(rate(value));
        case "--scene" -> options = options.withScene(scene(value));
        case "--seed" -> options = options.withSeed(seed(value));
        case "--kafka" -> kafka = Optional.of(value);
        case "--redis" -> redis = Optional.of(RedisUrl.require(value));
        default -> throw new BrokerUnavailable("Unknown argument " + name + ".", USAGE);
      }
    }
    return new Arguments(options, kafka, redis);
  }

  static Scene scene(String name) {
    return Scene.named(name)
        .orElseThrow(
            () ->
                new BrokerUnavailable(
                    "There is no scene " + name + ".", "Choose one of: " + Scene.names() + "."));
  }

  static int rate(String text) {
    try {
      int rate = Integer.parseInt(text);
      if (rate >= 1 && rate <= Load.MOST_EVENTS_PER_SECOND) {
        return rate;
      }
    } catch (NumberFormatException noNumber) {
      // Told below.
    }
    throw new BrokerUnavailable(
        "The rate " + text + " cannot be played.",
        "Give events per second from 1 to " + Load.MOST_EVENTS_PER_SECOND + ".");
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException noNumber) {
      throw new BrokerUnavailable(
          "The seed " + text + " is no integer.", "Give a whole number, such as 1.", noNumber);
    }
  }
}
