package dev.weir.views.settings;

import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Setting.Resting;
import dev.weir.engine.settings.Setting.Theme;
import dev.weir.engine.settings.Setting.TimeZoneChoice;
import dev.weir.engine.settings.Settings;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Screen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Appearance, limits, history, thresholds, and where the files are. Changes hold at once. */
public final class SettingsScreen implements Screen {
  private static final double WIDEST = 760;

  private final SettingsModel model;
  private final Settings settings;
  private final Supplier<List<String>> notices;
  private final Label notice = new Label();
  private final List<Row<?>> rows = new ArrayList<>();
  private final List<AutoCloseable> listeners = new ArrayList<>();
  private final Segments<Theme> theme;
  private final Segments<TimeZoneChoice> zone;
  private final Segments<Resting> resting;
  private final ScrollPane root;

  /** With no files to tell of but the settings' own. */
  public SettingsScreen(Settings settings) {
    this(settings, () -> settings.notice().stream().toList(), Map.of());
  }

  /**
   * Builds the nodes.
   *
   * @param notices what the user should know of all files, asked for when the screen is shown
   * @param otherFiles where other files are, by what they hold
   */
  public SettingsScreen(
      Settings settings, Supplier<List<String>> notices, Map<String, String> otherFiles) {
    this.notices = notices;
    this.settings = settings;
    model = new SettingsModel(settings);
    var title = new Label("Settings");
    title.getStyleClass().add("screen-title");
    notice.getStyleClass().add("notice-bar");
    notice.setWrapText(true);
    notice.setMaxWidth(Double.MAX_VALUE);

    theme =
        new Segments<>(
            Setting.THEME,
            Map.of(Theme.SYSTEM, "As the system", Theme.LIGHT, "Light", Theme.DARK, "Dark"),
            List.of(Theme.SYSTEM, Theme.LIGHT, Theme.DARK));
    zone =
        new Segments<>(
            Setting.TIME_ZONE,
            Map.of(TimeZoneChoice.LOCAL, "Local", TimeZoneChoice.UTC, "UTC"),
            List.of(TimeZoneChoice.LOCAL, TimeZoneChoice.UTC));
    resting =
        new Segments<>(
            Setting.RESTING,
            Map.of(Resting.UNTOUCHED, "After 2 min", Resting.NEVER, "Never"),
            List.of(Resting.UNTOUCHED, Resting.NEVER));
    var appearance = grid();
    line(appearance, "Theme", Setting.THEME.help(), theme);
    line(appearance, "Time zone", Setting.TIME_ZONE.help(), zone);
    field(appearance, SettingsModel.FONT_SIZE);
    line(appearance, "Rest", Setting.RESTING.help(), resting);
    var content = new VBox(12, title, notice, card("Appearance", appearance));
    for (SettingsModel.Section section : SettingsModel.SECTIONS) {
      var grid = grid();
      section.fields().forEach(each -> field(grid, each));
      content.getChildren().add(card(section.title(), grid));
    }
    content.getChildren().add(card("Files", files(otherFiles)));
    content.setMaxWidth(WIDEST);
    content.setFillWidth(true);
    var page = new HBox(content);
    HBox.setHgrow(content, Priority.ALWAYS);
    page.getStyleClass().addAll("screen", "settings");
    root = new ScrollPane(page);
    root.getStyleClass().add("screen-scroll");
    root.setFitToWidth(true);
    root.setFitToHeight(true);
    root.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
  }

  @Override
  public String title() {
    return "Settings";
  }

  @Override
  public Parent root() {
    return root;
  }

  @Override
  public void shown() {
    listeners.add(settings.onChange(Setting.THEME, it -> Pulse.post(this::refresh)));
    listeners.add(settings.onChange(Setting.TIME_ZONE, it -> Pulse.post(this::refresh)));
    refresh();
  }

  @Override
  public void hidden() {
    for (AutoCloseable listener : listeners) {
      try {
        listener.close();
      } catch (Exception e) {
        throw new IllegalStateException("A settings listener could not be removed.", e);
      }
    }
    listeners.clear();
  }

  private void refresh() {
    List<String> said = notices.get();
    notice.setText(String.join("\n", said));
    notice.setVisible(!said.isEmpty());
    notice.setManaged(!said.isEmpty());
    theme.refresh();
    zone.refresh();
    resting.refresh();
    rows.forEach(Row::refresh);
  }

  private <T> void field(GridPane grid, Field<T> field) {
    var row = new Row<>(field);
    rows.add(row);
    line(grid, field.label(), field.setting().help(), row);
  }

  private static GridPane grid() {
    var grid = new GridPane(24, 14);
    var words = new javafx.scene.layout.ColumnConstraints();
    words.setHgrow(Priority.ALWAYS);
    grid.getColumnConstraints().add(words);
    return grid;
  }

  private static void line(GridPane grid, String label, String help, Node control) {
    var name = new Label(label);
    name.setLabelFor(control);
    var explanation = new Label(help);
    explanation.getStyleClass().add("caption");
    explanation.setWrapText(true);
    explanation.setMinHeight(Region.USE_PREF_SIZE);
    var words = new VBox(2, name, explanation);
    words.setAlignment(Pos.CENTER_LEFT);
    int row = grid.getRowCount();
    grid.add(words, 0, row);
    grid.add(control, 1, row);
  }

  private static VBox card(String title, Node body) {
    var heading = new Label(title);
    heading.getStyleClass().add("section-title");
    var card = new VBox(12, heading, body);
    card.getStyleClass().addAll("card", "settings-card");
    return card;
  }

  private Node files(Map<String, String> otherFiles) {
    var files = new LinkedHashMap<String, String>();
    files.put("Settings", model.location());
    files.putAll(otherFiles);
    var grid = grid();
    files.forEach(
        (what, where) -> {
          var path = new Label(where);
          path.getStyleClass().addAll("mono", "muted");
          path.setMinWidth(0);
          var copy = new Hyperlink("Copy path");
          copy.setMinWidth(Region.USE_PREF_SIZE);
          copy.setOnAction(
              event -> {
                var content = new ClipboardContent();
                content.putString(where);
                Clipboard.getSystemClipboard().setContent(content);
              });
          int row = grid.getRowCount();
          grid.add(new VBox(2, new Label(what), path), 0, row);
          grid.add(copy, 1, row);
        });
    return grid;
  }

  /** A text field that takes a value over on Enter or when left, and says why it does not. */
  private final class Row<T> extends VBox {
    private final Field<T> field;
    private final TextField text = new TextField();
    private final Label problem = new Label();
    private final Button reset = new Button("Default");

    Row(Field<T> field) {
      super(4);
      this.field = field;
      text.setId("setting-" + field.setting().key());
      text.setPrefColumnCount(field.columns());
      text.setMinWidth(USE_PREF_SIZE);
      text.setAlignment(Pos.CENTER_RIGHT);
      var unit = new Label(field.unit());
      unit.getStyleClass().add("muted");
      unit.setStyle("-fx-min-width: 2.8em;");
      reset.getStyleClass().addAll("flat", "small");
      reset.setMinWidth(USE_PREF_SIZE);
      reset.setOnAction(
          event -> {
            model.reset(field);
            refresh();
          });
      problem.getStyleClass().add("problem");
      problem.setId(text.getId() + "-problem");
      problem.setWrapText(true);
      problem.setMaxWidth(280);
      problem.setMinHeight(USE_PREF_SIZE);
      var line = new HBox(8, reset, text, unit);
      line.setAlignment(Pos.CENTER_RIGHT);
      setAlignment(Pos.CENTER_RIGHT);
      getChildren().addAll(line, problem);
      text.setOnAction(event -> take());
      text.focusedProperty()
          .subscribe(
              focused -> {
                if (!focused) {
                  take();
                }
              });
      text.setOnKeyPressed(
          event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
              event.consume();
              refresh();
            }
          });
      refresh();
    }

    void refresh() {
      text.setText(model.text(field));
      say(Optional.empty());
      reset.setVisible(!model.isDefault(field));
    }

    private void take() {
      if (text.getText().equals(model.text(field))) {
        say(Optional.empty());
        return;
      }
      Optional<String> refused = model.type(field, text.getText());
      if (refused.isEmpty()) {
        refresh();
      } else {
        say(refused);
      }
    }

    private void say(Optional<String> refused) {
      problem.setText(refused.orElse(""));
      problem.setVisible(refused.isPresent());
      problem.setManaged(refused.isPresent());
      text.pseudoClassStateChanged(
          javafx.css.PseudoClass.getPseudoClass("danger"), refused.isPresent());
    }
  }

  /** One of a few values, side by side. */
  private final class Segments<E> extends HBox {
    private final Setting<E> setting;
    private final Map<E, ToggleButton> buttons = new LinkedHashMap<>();

    Segments(Setting<E> setting, Map<E, String> words, List<E> order) {
      this.setting = setting;
      getStyleClass().add("segments");
      setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
      GridPane.setHalignment(this, javafx.geometry.HPos.RIGHT);
      for (E value : order) {
        var button = new ToggleButton(words.get(value));
        button.setMinWidth(USE_PREF_SIZE);
        button.setId(
            "setting-" + setting.key() + "-" + value.toString().toLowerCase(java.util.Locale.ROOT));
        button.setOnAction(
            event -> {
              model.set(setting, value);
              refresh();
            });
        buttons.put(value, button);
        getChildren().add(button);
      }
      refresh();
    }

    void refresh() {
      E chosen = model.get(setting);
      buttons.forEach((value, button) -> button.setSelected(value.equals(chosen)));
    }
  }
}
