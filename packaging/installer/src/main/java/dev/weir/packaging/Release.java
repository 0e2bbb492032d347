package dev.weir.packaging;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is packed.
 *
 * @param version as Maven has it
 * @param time of everything in the packages
 */
record Release(String version, Instant time) {
  static final String DESCRIPTION = "Console for Kafka clusters and Redis Streams";

  /** The version as package managers take it: numbers and points. */
  String numbers() {
    return version.replaceFirst("-.*", "");
  }

  /** What every call of jpackage is told. */
  List<String> arguments(Host host) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("--name", host.os() == Host.Os.LINUX ? "weir" : "Weir"));
    // macOS has no versions that begin with 0.
    arguments.addAll(
        List.of(
            "--app-version",
            host.os() == Host.Os.MACOS ? numbers().replaceFirst("^0\\.", "1.") : numbers()));
    arguments.addAll(List.of("--vendor", "Weir", "--description", DESCRIPTION));
    arguments.addAll(List.of("--copyright", "Apache License 2.0"));
    return arguments;
  }
}
