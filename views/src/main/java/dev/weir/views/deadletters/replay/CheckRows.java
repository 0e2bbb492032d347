package dev.weir.views.deadletters.replay;

import dev.weir.engine.deadletter.replay.Check;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.SeverityBadge;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What was looked at before a plan is run, a line each; what is meant can be said so. */
final class CheckRows extends VBox {
  private final Map<String, CheckBox> meant = new HashMap<>();
  private final Runnable changed;
  private List<Check> shown = List.of();

  /**
   * @param changed told when something is said to be meant, or not any more
   */
  CheckRows(Runnable changed) {
    super(4);
    this.changed = changed;
    setId("replay-checks");
  }

  void show(List<Check> checks) {
    if (checks.equals(shown)) {
      return;
    }
    Set<String> before = allowed();
    shown = checks;
    meant.clear();
    getChildren().setAll(checks.stream().map(check -> line(check, before)).toList());
  }

  private Node line(Check check, Set<String> allowed) {
    var badge = new SeverityBadge();
    badge.show(ReplayWords.severity(check.level()), "");
    badge.setAccessibleText(check.name() + ": " + check.level().label());
    var detail = new Label(check.detail());
    detail.setWrapText(true);
    detail.setMinHeight(Region.USE_PREF_SIZE);
    detail.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(detail, Priority.ALWAYS);
    var count = new Label(Formats.exact(check.records()));
    count.getStyleClass().add("muted");
    count.setMinWidth(Region.USE_PREF_SIZE);
    var line = new HBox(8, badge, detail);
    line.setAlignment(Pos.TOP_LEFT);
    if (check.allowable()) {
      var box = new CheckBox("I mean it");
      box.setId("replay-allow-" + check.name());
      box.setMinWidth(Region.USE_PREF_SIZE);
      box.setSelected(allowed.contains(check.name()));
      box.setOnAction(_ -> changed.run());
      meant.put(check.name(), box);
      line.getChildren().add(box);
    }
    line.getChildren().add(count);
    return line;
  }

  /** Names of checks that block and are meant. */
  Set<String> allowed() {
    Set<String> names = new HashSet<>();
    meant.forEach(
        (name, box) -> {
          if (box.isSelected()) {
            names.add(name);
          }
        });
    return names;
  }

  /** Whether nothing stands against it that is not meant. */
  boolean pass() {
    Set<String> allowed = allowed();
    return shown.stream()
        .allMatch(
            check ->
                check.level() != Check.Level.BLOCK
                    || check.allowable() && allowed.contains(check.name()));
  }
}
