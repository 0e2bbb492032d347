package dev.weir.views.kit;

import dev.weir.engine.finding.Severity;
import javafx.scene.control.Label;
import org.kordamp.ikonli.javafx.FontIcon;

/** A severity as icon, word and colour. The word can be one of the caller's, such as "stalled". */
public final class SeverityBadge extends Label {
  private final FontIcon icon = new FontIcon();

  /** Shows nothing known yet. */
  public SeverityBadge() {
    getStyleClass().add("severity-badge");
    setGraphic(icon);
    setMinWidth(USE_PREF_SIZE);
    show(Severity.UNKNOWN);
  }

  /** Shows {@code severity} with its own word. */
  public SeverityBadge(Severity severity) {
    this();
    show(severity);
  }

  public void show(Severity severity) {
    show(severity, SeverityStyle.word(severity));
  }

  /** Shows {@code severity} with {@code word}; an empty word leaves the icon alone. */
  public void show(Severity severity, String word) {
    icon.setIconCode(SeverityStyle.icon(severity));
    setText(word);
    setAccessibleText(word.isEmpty() ? SeverityStyle.word(severity) : word);
    SeverityStyle.apply(this, severity);
  }
}
