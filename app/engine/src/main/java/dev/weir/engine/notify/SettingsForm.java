package dev.weir.engine.notify;

import dev.weir.engine.rules.FormField;
import dev.weir.engine.rules.FormField.Kind;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.YamlForm;
import dev.weir.engine.rules.YamlPlace;
import dev.weir.engine.rules.YamlText;
import java.util.ArrayList;
import java.util.List;

/** All that the file of notifications says besides channels. */
public final class SettingsForm implements YamlForm {
  private static final String WINDOWS = "maintenance";

  /** It is about the file, which has no name. */
  @Override
  public List<String> names(String text) {
    boolean isWhole =
        YamlText.isBare(text) || YamlText.compose("", text, new ArrayList<>()).isPresent();
    return isWhole ? List.of("") : List.of();
  }

  @Override
  public YamlPlace at(String name) {
    return YamlPlace.FILE;
  }

  @Override
  public List<Section> sections(String text, String name) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        section(
            "When people are told",
            field(text, Kind.TEXT, "Told again each", "4h; 0 for never", "repeat"),
            field(text, Kind.TEXT, "Warnings wait", "30s", "group-wait")));
    sections.add(
        section(
            "Of several Weirs one tells",
            field(text, Kind.TEXT, "Through", "a connection; else each", "lease", "connection"),
            field(text, Kind.TEXT, "Lease", "watch", "lease", "name"),
            field(text, Kind.TEXT, "Term", "15s", "lease", "term")));
    int windows = YamlPlace.FILE.size(text, List.of(WINDOWS));
    for (int i = 0; i < windows; i++) {
      sections.add(window(text, i, windows));
    }
    sections.add(
        new Section(
            windows == 0 ? "Maintenance: hours in which nobody is told" : "",
            List.of(),
            List.of(
                new Action("add-maintenance", "Add maintenance hours", SettingsForm::withWindow))));
    return List.copyOf(sections);
  }

  private static Section window(String text, int index, int of) {
    String at = String.valueOf(index);
    return new Section(
        of == 1 ? "Maintenance" : "Maintenance " + (index + 1),
        List.of(
            field(text, Kind.TEXT, "Name", "nightly batch", WINDOWS, at, "name"),
            field(text, Kind.LIST, "Days", "every day; or sat, sun", WINDOWS, at, "days"),
            field(text, Kind.TEXT, "From", "01:00", WINDOWS, at, "from"),
            field(text, Kind.TEXT, "To", "03:00", WINDOWS, at, "to"),
            field(text, Kind.TEXT, "Time zone", "UTC", WINDOWS, at, "zone"),
            field(text, Kind.MAP, "Of alerts", "all; or group: \"batch-*\"", WINDOWS, at, "where")),
        List.of(
            new Action(
                "remove-maintenance-" + index,
                "Remove",
                now -> NamedItems.MAINTENANCE.without(now, index))));
  }

  /** Nights, which nobody has by accident. */
  private static String withWindow(String text) {
    List<String> names = NamedItems.MAINTENANCE.names(text);
    String name = "maintenance";
    for (int i = 2; names.contains(name); i++) {
      name = "maintenance " + i;
    }
    return NamedItems.MAINTENANCE.with(
        text, List.of("name: " + name, "from: \"01:00\"", "to: \"03:00\""));
  }

  private static Section section(String title, FormField... fields) {
    return new Section(title, List.of(fields), List.of());
  }

  private static FormField field(
      String text, Kind kind, String label, String hint, String... path) {
    return FormField.of(YamlPlace.FILE, text, kind, label, hint, path);
  }
}
