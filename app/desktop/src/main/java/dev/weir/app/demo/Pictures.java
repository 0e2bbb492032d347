package dev.weir.app.demo;

import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.window.Toolkit;
import dev.weir.app.window.Window;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.Snapshotter;
import dev.weir.views.shell.Place;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Pictures of every screen, light and dark. Blocks; not on the FX thread. */
public final class Pictures {
  private final Window window;
  private final Settings settings;
  private final Optional<StreamRef> busiest;
  private final Optional<GroupRef> slowest;
  private final Path folder;
  private final Predicate<Place> wanted;

  /** As the other, of the screens that are {@code wanted}. */
  Pictures(
      Window window,
      Settings settings,
      Optional<StreamRef> busiest,
      Optional<GroupRef> slowest,
      Path folder,
      Predicate<Place> wanted) {
    this.window = window;
    this.settings = settings;
    this.busiest = busiest;
    this.slowest = slowest;
    this.folder = folder;
    this.wanted = wanted;
  }

  /**
   * Pictures go to {@code folder} and show details of {@code busiest} and {@code slowest}, if any.
   */
  public Pictures(
      Window window,
      Settings settings,
      Optional<StreamRef> busiest,
      Optional<GroupRef> slowest,
      Path folder) {
    this(window, settings, busiest, slowest, folder, _ -> true);
  }

  /** The screens of these titles, whatever their case. */
  static Predicate<Place> named(List<String> titles) throws SampleFailure {
    for (String title : titles) {
      if (Arrays.stream(Place.values()).noneMatch(place -> isNamed(place, title))) {
        throw new SampleFailure(
            "There is no screen '"
                + title
                + "': it is one of "
                + Arrays.stream(Place.values())
                    .map(place -> name(place))
                    .collect(Collectors.joining(", "))
                + ".");
      }
    }
    return place -> titles.isEmpty() || titles.stream().anyMatch(title -> isNamed(place, title));
  }

  private static boolean isNamed(Place place, String title) {
    return name(place).equals(title.toLowerCase(Locale.ROOT).strip().replace(' ', '-'));
  }

  private static String name(Place place) {
    return place.title().toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /**
   * Takes all of them; the screen and the theme are then as they were.
   *
   * @param interrupt ends it between two pictures
   * @return whether all were taken
   */
  public boolean take(Interrupt interrupt) throws IOException {
    return new Tour(window, settings, busiest, slowest)
        .walk(
            interrupt,
            wanted,
            (place, part, theme) -> {
              BufferedImage picture = Toolkit.call(window::picture);
              Snapshotter.write(picture, folder.resolve(fileName(place, part, theme)));
            });
  }

  static String fileName(Place place, String part, Setting.Theme theme) {
    return name(place)
        + (part.isEmpty() ? "" : "-" + part)
        + "-"
        + theme.name().toLowerCase(Locale.ROOT)
        + ".png";
  }
}
