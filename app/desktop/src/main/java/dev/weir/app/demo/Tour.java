package dev.weir.app.demo;

import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.window.Toolkit;
import dev.weir.app.window.Window;
import dev.weir.engine.finding.Target;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.views.shell.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Shows one screen after another, light and dark. Blocks; not on the FX thread.
 *
 * @param busiest whose details are shown, if any
 * @param slowest whose details are shown, if any
 */
public record Tour(
    Window window, Settings settings, Optional<StreamRef> busiest, Optional<GroupRef> slowest) {
  /** Until what a screen asks for has come, been laid out and been drawn. */
  private static final Duration TO_SETTLE = Duration.ofMillis(1_500);

  /** What is done at each screen, once it has settled. */
  @FunctionalInterface
  interface Stop {
    void at(Place place, Setting.Theme theme) throws IOException;
  }

  /** Goes to all of them; the screen and the theme are then as they were. */
  public void walk(Interrupt interrupt) {
    try {
      boolean _ = walk(interrupt, _ -> true, (_, _) -> {});
    } catch (IOException e) {
      throw new IllegalStateException("Nothing was to be written", e);
    }
  }

  /**
   * Goes to all that are {@code wanted}; the screen and the theme are then as they were.
   *
   * @param interrupt ends it between two stops
   * @return whether it came to its end
   */
  boolean walk(Interrupt interrupt, Predicate<Place> wanted, Stop stop) throws IOException {
    Setting.Theme themeBefore = settings.get(Setting.THEME);
    Place placeBefore = Toolkit.call(() -> window.shell().current());
    List<Place> places = Toolkit.call(() -> window.shell().places());
    places = places.stream().filter(wanted).toList();
    try {
      for (Place place : places) {
        Toolkit.run(() -> show(place));
        for (Setting.Theme theme : List.of(Setting.Theme.LIGHT, Setting.Theme.DARK)) {
          settings.set(Setting.THEME, theme);
          interrupt.await(TO_SETTLE);
          if (interrupt.isRequested()) {
            return false;
          }
          stop.at(place, theme);
        }
      }
      return true;
    } finally {
      settings.set(Setting.THEME, themeBefore);
      Toolkit.run(() -> window.shell().show(placeBefore));
    }
  }

  private void show(Place place) {
    Optional<Target> target =
        switch (place) {
          case TAIL -> busiest.map(Target.ToTail::new);
          case STREAMS -> busiest.map(Target.ToStream::new);
          case GROUPS -> slowest.map(Target.ToGroup::new);
          case DEAD_LETTERS -> Optional.of(new Target.ToDeadLetters());
          case ALERTS -> Optional.of(new Target.ToAlerts());
          case OVERVIEW, CONNECTIONS, SETTINGS -> Optional.empty();
        };
    target.ifPresentOrElse(window.shell()::go, () -> window.shell().show(place));
  }
}
