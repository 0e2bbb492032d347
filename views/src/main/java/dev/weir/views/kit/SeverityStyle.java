package dev.weir.views.kit;

import dev.weir.engine.finding.Severity;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.fontawesome5.FontAwesomeSolid;

/** How a severity looks: a pseudo-class for the colour, an icon and a word. */
public final class SeverityStyle {
  private static final PseudoClass OK = PseudoClass.getPseudoClass("ok");
  private static final PseudoClass WARNING = PseudoClass.getPseudoClass("warning");
  private static final PseudoClass CRITICAL = PseudoClass.getPseudoClass("critical");
  private static final PseudoClass UNKNOWN = PseudoClass.getPseudoClass("unknown");

  private SeverityStyle() {}

  /** Sets exactly one of the pseudo-classes ok, warning, critical and unknown. */
  public static void apply(Node node, Severity severity) {
    node.pseudoClassStateChanged(OK, severity == Severity.OK);
    node.pseudoClassStateChanged(WARNING, severity == Severity.WARNING);
    node.pseudoClassStateChanged(CRITICAL, severity == Severity.CRITICAL);
    node.pseudoClassStateChanged(UNKNOWN, severity == Severity.UNKNOWN);
  }

  /** "Critical". */
  public static String word(Severity severity) {
    return switch (severity) {
      case OK -> "OK";
      case WARNING -> "Warning";
      case CRITICAL -> "Critical";
      case UNKNOWN -> "Unknown";
    };
  }

  static Ikon icon(Severity severity) {
    return switch (severity) {
      case OK -> FontAwesomeSolid.CHECK;
      case WARNING -> FontAwesomeSolid.EXCLAMATION_TRIANGLE;
      case CRITICAL -> FontAwesomeSolid.EXCLAMATION_CIRCLE;
      case UNKNOWN -> FontAwesomeSolid.QUESTION_CIRCLE;
    };
  }
}
