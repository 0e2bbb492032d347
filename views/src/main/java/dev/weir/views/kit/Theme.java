package dev.weir.views.kit;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Dialog;
import javafx.scene.text.Font;
import javafx.util.Subscription;

/**
 * Colours, fonts and sizes of the window, as the settings say; they change while it is open.
 * Confined to the FX thread.
 */
public final class Theme {
  private static final List<String> FONT_FILES =
      List.of(
          "WeirSans-Regular.ttf",
          "WeirSans-Medium.ttf",
          "WeirSans-SemiBold.ttf",
          "WeirSans-Bold.ttf",
          "WeirMono-Regular.ttf",
          "WeirMono-Bold.ttf");

  private final Settings settings;

  /** Loads the fonts. */
  public Theme(Settings settings) {
    this.settings = settings;
    FONT_FILES.forEach(Theme::loadFont);
  }

  /**
   * Sets what controls look like. To be called before the first one is made, for which JavaFX would
   * load a style sheet of its own.
   */
  public static void prepare(Settings settings) {
    setLook(isDark(settings));
  }

  /**
   * Dresses a scene, and dresses it anew whenever the settings or the system change.
   *
   * @return ends it
   */
  public Subscription dress(Scene scene) {
    apply(scene);
    Runnable again = () -> Pulse.post(() -> apply(scene));
    AutoCloseable theme = settings.onChange(Setting.THEME, ignored -> again.run());
    AutoCloseable size = settings.onChange(Setting.FONT_SIZE_PX, ignored -> again.run());
    Subscription system =
        Platform.getPreferences().colorSchemeProperty().subscribe(ignored -> apply(scene));
    return () -> {
      system.unsubscribe();
      close(theme);
      close(size);
    };
  }

  /** Dresses a dialog as its owner is. */
  public void dress(Dialog<?> dialog) {
    dialog.getDialogPane().getStylesheets().setAll(stylesheets(isDark()));
    dialog.getDialogPane().setStyle(fontSize());
  }

  /** Whether the window is dark now. */
  public boolean isDark() {
    return isDark(settings);
  }

  private static boolean isDark(Settings settings) {
    return switch (settings.get(Setting.THEME)) {
      case DARK -> true;
      case LIGHT -> false;
      case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
    };
  }

  private void apply(Scene scene) {
    boolean dark = isDark();
    setLook(dark);
    if (!scene.getStylesheets().equals(stylesheets(dark))) {
      scene.getStylesheets().setAll(stylesheets(dark));
    }
    if (scene.getRoot() != null && !fontSize().equals(scene.getRoot().getStyle())) {
      scene.getRoot().setStyle(fontSize());
    }
  }

  private static void setLook(boolean dark) {
    Application.setUserAgentStylesheet(
        dark
            ? new PrimerDark().getUserAgentStylesheet()
            : new PrimerLight().getUserAgentStylesheet());
  }

  private String fontSize() {
    return "-fx-font-size: " + settings.get(Setting.FONT_SIZE_PX) + "px;";
  }

  private static List<String> stylesheets(boolean dark) {
    return List.of(
        resource(dark ? "dark.css" : "light.css"), resource("weir.css"), resource("screens.css"));
  }

  private static String resource(String name) {
    return Objects.requireNonNull(Theme.class.getResource(name), name).toExternalForm();
  }

  private static void loadFont(String file) {
    try (InputStream stream = Theme.class.getResourceAsStream("fonts/" + file)) {
      if (stream == null || Font.loadFont(stream, 13) == null) {
        throw new IllegalStateException("Weir's own font " + file + " cannot be loaded.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(AutoCloseable subscription) {
    try {
      subscription.close();
    } catch (Exception e) {
      throw new IllegalStateException("A settings listener could not be removed.", e);
    }
  }
}
