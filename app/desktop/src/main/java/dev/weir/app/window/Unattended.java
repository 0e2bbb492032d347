package dev.weir.app.window;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the window does with nobody at it.
 *
 * @param headless drawn in memory, without a display
 * @param time ends after it; goes on until closed or told unless present
 * @param everyScreen shows one after another, once there are figures
 * @param screenshots folder for a picture of every screen, light and dark
 * @param report file for the engine's final state
 */
public record Unattended(
    boolean headless,
    Optional<Duration> time,
    boolean everyScreen,
    Optional<Path> screenshots,
    Optional<Path> report) {

  /** Somebody is at it. */
  public static final Unattended NOT =
      new Unattended(false, Optional.empty(), false, Optional.empty(), Optional.empty());

  /** Whether anything of it was asked for. */
  public boolean isWanted() {
    return headless
        || time.isPresent()
        || everyScreen
        || screenshots.isPresent()
        || report.isPresent();
  }

  /** Whether it starts as if somebody were at it: what a warm-up is to make fast. */
  public boolean startsAsUsual() {
    return everyScreen || !isWanted();
  }
}
