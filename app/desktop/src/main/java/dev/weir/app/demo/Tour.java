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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /**
     * @param part of the screen, as part of a file's name; empty for the screen as it opens
     */
    void at(Place place, String part, Setting.Theme theme) throws IOException;
  }

  /** Goes to all of them; the screen and the theme are then as they were. */
  public void walk(Interrupt interrupt) {
    try {
      boolean _ = walk(interrupt, _ -> true, (_, _, _) -> {});
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
        for (Map.Entry<String, Target> part : parts(place).entrySet()) {
          Toolkit.run(() -> show(place, part.getValue()));
          for (Setting.Theme theme : List.of(Setting.Theme.LIGHT, Setting.Theme.DARK)) {
            settings.set(Setting.THEME, theme);
            interrupt.await(TO_SETTLE);
            if (interrupt.isRequested()) {
              return false;
            }
            stop.at(place, part.getKey(), theme);
          }
        }
      }
      return true;
    } finally {
      settings.set(Setting.THEME, themeBefore);
      Toolkit.run(() -> window.shell().show(placeBefore));
    }
  }

  private void show(Place place, Target target) {
    if (target instanceof Target.Nowhere) {
      window.shell().show(place);
    } else {
      window.shell().go(target);
    }
  }

  /** What is looked at of a screen, in order: the screen itself first. */
  private Map<String, Target> parts(Place place) {
    Map<String, Target> parts = new LinkedHashMap<>();
    parts.put(
        "",
        switch (place) {
          case TAIL -> busiest.<Target>map(Target.ToTail::new).orElseGet(Target.Nowhere::new);
          case STREAMS -> busiest.<Target>map(Target.ToStream::new).orElseGet(Target.Nowhere::new);
          case GROUPS -> slowest.<Target>map(Target.ToGroup::new).orElseGet(Target.Nowhere::new);
          case DEAD_LETTERS -> new Target.ToDeadLetters();
          case ALERTS -> new Target.ToAlerts();
          case OVERVIEW, CONNECTIONS, SETTINGS -> new Target.Nowhere();
        });
    if (place == Place.DEAD_LETTERS) {
      parts.put("replay", new Target.ToReplayPlan());
    }
    return parts;
  }
}
