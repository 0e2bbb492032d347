package dev.weir.views.overview;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.overview.OverviewSnapshot.Emphasis;
import dev.weir.engine.overview.OverviewSnapshot.HealthSentence;
import dev.weir.engine.overview.OverviewSnapshot.Piece;
import dev.weir.views.kit.Clicks;
import dev.weir.views.kit.SeverityBadge;
import dev.weir.views.kit.SeverityStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** How things are, in words: one line a sentence, worst first. */
final class SentenceList extends VBox {
  private final Consumer<Target> open;
  private final Hyperlink more = new Hyperlink();
  private List<HealthSentence> shown = List.of();
  private final List<Written> written = new ArrayList<>();
  private int hiddenCount;

  SentenceList(Consumer<Target> open, Runnable showAll) {
    super(4);
    this.open = open;
    getStyleClass().addAll("card", "sentences");
    setFillWidth(true);
    more.setOnAction(event -> showAll.run());
  }

  void show(List<HealthSentence> sentences, int notShown) {
    if (sentences.equals(shown) && notShown == hiddenCount) {
      return;
    }
    boolean onlyWordsChanged = notShown == hiddenCount && sameForm(sentences, shown);
    shown = sentences;
    hiddenCount = notShown;
    if (onlyWordsChanged) {
      for (int i = 0; i < sentences.size(); i++) {
        rewrite(sentences.get(i), written.get(i));
      }
      return;
    }
    written.clear();
    var lines = new ArrayList<Node>();
    for (HealthSentence sentence : sentences) {
      lines.add(line(sentence));
    }
    if (notShown > 0) {
      more.setText(notShown == 1 ? "1 more…" : notShown + " more…");
      lines.add(lines.size() - 1, more);
    }
    getChildren().setAll(lines);
  }

  /** What is written of a sentence, to be written anew. */
  private record Written(HBox line, List<Text> pieces) {}

  private static boolean sameForm(List<HealthSentence> some, List<HealthSentence> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      HealthSentence one = some.get(i);
      HealthSentence other = others.get(i);
      if (one.severity() != other.severity()
          || !one.target().equals(other.target())
          || !emphases(one).equals(emphases(other))) {
        return false;
      }
    }
    return true;
  }

  private static List<Emphasis> emphases(HealthSentence sentence) {
    return sentence.pieces().stream().map(Piece::emphasis).toList();
  }

  private static void rewrite(HealthSentence sentence, Written written) {
    for (int i = 0; i < written.pieces().size(); i++) {
      written.pieces().get(i).setText(sentence.pieces().get(i).text());
    }
    written.line().setAccessibleText(sentence.text());
  }

  private Node line(HealthSentence sentence) {
    var badge = new SeverityBadge();
    boolean calm = sentence.severity() == Severity.OK;
    badge.show(sentence.severity(), calm ? "" : SeverityStyle.word(sentence.severity()));
    badge.getStyleClass().add("sentence-badge");
    var text = new TextFlow();
    text.getStyleClass().add("sentence-text");
    List<Text> pieces = sentence.pieces().stream().map(piece -> piece(piece, calm)).toList();
    text.getChildren().addAll(pieces);
    var line = new HBox(8, badge, text);
    written.add(new Written(line, pieces));
    line.setAlignment(Pos.TOP_LEFT);
    line.getStyleClass().add("sentence");
    line.setAccessibleText(sentence.text());
    HBox.setHgrow(text, Priority.ALWAYS);
    if (!(sentence.target() instanceof Target.Nowhere)) {
      Clicks.on(line, () -> open.accept(sentence.target()));
    }
    return line;
  }

  private static Text piece(Piece piece, boolean calm) {
    var text = new Text(piece.text());
    text.getStyleClass()
        .add(
            switch (piece.emphasis()) {
              case NONE -> calm ? "muted" : "plain";
              case STRONG -> calm ? "muted" : "strong";
              case MUTED -> "muted";
              case CODE -> "mono";
            });
    return text;
  }
}
