package dev.weir.app.window;

import dev.weir.engine.settings.Setting;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;

/**
 * Where the window was when it was last closed, in pixels of the desktop.
 *
 * @param known false before the first time: then the system chooses
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

  /** Puts {@code stage} there, unless that is on no screen any more. */
  void applyTo(Stage stage) {
    stage.setMinWidth(LEAST_WIDTH);
    stage.setMinHeight(LEAST_HEIGHT);
    stage.setWidth(width);
    stage.setHeight(height);
    if (known && isOnScreen()) {
      stage.setX(x);
      stage.setY(y);
    }
    stage.setMaximized(maximized);
  }

  private boolean isOnScreen() {
    var titleBar = new Rectangle2D(x + 40, y, Math.max(1, width - 80), 40);
    return Screen.getScreens().stream()
        .anyMatch(screen -> screen.getVisualBounds().intersects(titleBar));
  }
}
