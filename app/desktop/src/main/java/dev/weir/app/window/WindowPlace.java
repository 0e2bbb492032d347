package dev.weir.app.window;

import dev.weir.engine.settings.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;

/**
 * Where the window was when it was last closed, in pixels of the desktop.
 *
 * @param known false before the first time: then it is the middle of the first screen
 */
record WindowPlace(
    boolean known, double x, double y, double width, double height, boolean maximized) {
  static final double LEAST_WIDTH = 960;
  static final double LEAST_HEIGHT = 600;

  private static final Pattern WRITTEN =
      Pattern.compile("(-?\\d{1,6}),(-?\\d{1,6}),(\\d{1,6}),(\\d{1,6}),(true|false)");

  static final WindowPlace UNKNOWN = new WindowPlace(false, 0, 0, 1280, 800, false);

  static final Setting<WindowPlace> SETTING =
      new Setting<>(
          "window",
          UNKNOWN,
          WindowPlace::parse,
          WindowPlace::text,
          "Where the window was when it was last closed.");

  static WindowPlace parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      return UNKNOWN;
    }
    return new WindowPlace(
        true,
        Double.parseDouble(matcher.group(1)),
        Double.parseDouble(matcher.group(2)),
        Math.max(LEAST_WIDTH, Double.parseDouble(matcher.group(3))),
        Math.max(LEAST_HEIGHT, Double.parseDouble(matcher.group(4))),
        Boolean.parseBoolean(matcher.group(5)));
  }

  String text() {
    return String.format(Locale.ROOT, "%.0f,%.0f,%.0f,%.0f,%b", x, y, width, height, maximized);
  }

  /** Where {@code stage} is; a maximized one keeps the size it had before. */
  WindowPlace of(Stage stage) {
    return stage.isMaximized()
        ? new WindowPlace(true, x, y, width, height, true)
        : new WindowPlace(
            true, stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), false);
  }

  /** Puts {@code stage} there, as far as there is room for it on a screen. */
  void applyTo(Stage stage) {
    WindowPlace place =
        on(
            Screen.getPrimary().getVisualBounds(),
            Screen.getScreens().stream().map(Screen::getVisualBounds).toList());
    stage.setMinWidth(LEAST_WIDTH);
    stage.setMinHeight(LEAST_HEIGHT);
    stage.setWidth(place.width);
    stage.setHeight(place.height);
    stage.setX(place.x);
    stage.setY(place.y);
    stage.setMaximized(place.maximized);
  }

  /**
   * This place where its title bar is on one of {@code screens}, else the middle of {@code
   * primary}; no larger than that screen, and with the title bar below its upper edge.
   */
  WindowPlace on(Rectangle2D primary, List<Rectangle2D> screens) {
    var titleBar = new Rectangle2D(x + 40, y, Math.max(1, width - 80), 40);
    Optional<Rectangle2D> own =
        screens.stream().filter(screen -> known && screen.intersects(titleBar)).findFirst();
    Rectangle2D screen = own.orElse(primary);
    double wide = Math.max(LEAST_WIDTH, Math.min(width, screen.getWidth()));
    double high = Math.max(LEAST_HEIGHT, Math.min(height, screen.getHeight()));
    double left = own.isPresent() ? x : screen.getMinX() + (screen.getWidth() - wide) / 2;
    double top = own.isPresent() ? y : screen.getMinY() + (screen.getHeight() - high) / 2;
    return new WindowPlace(
        known,
        wide < width ? screen.getMinX() : left,
        Math.max(screen.getMinY(), high < height ? screen.getMinY() : top),
        wide,
        high,
        maximized);
  }
}
