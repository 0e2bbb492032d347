package dev.weir.views.tail;

import dev.weir.engine.tail.TailCounts;
import dev.weir.engine.tail.TailPage;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Spacer;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/**
 * What became of the records of a tail, what became of the last command, and the keys. Confined to
 * the FX thread.
 */
final class TailFooter extends HBox {
  private static final PseudoClass WARNING = PseudoClass.getPseudoClass("warning");

  private final TailModel model;
  private final Label counts = new Label();

  TailFooter(TailModel model) {
    super(16);
    this.model = model;
    counts.getStyleClass().add("caption");
    counts.setId("tail-counts");
    var notice = new Label();
    notice.getStyleClass().addAll("small", "notice-text");
    notice.setId("tail-notice");
    var keys =
        new Label("↑↓ walk · f follow · Space pause · / filter · g G newest, oldest · e export");
    keys.getStyleClass().add("caption");
    keys.setMinWidth(Region.USE_PREF_SIZE);
    var whole = new Tooltip();
    model
        .noticeProperty()
        .subscribe(
            said -> {
              notice.setText(said);
              whole.setText(said);
              notice.setTooltip(said.isEmpty() ? null : whole);
              // What happened is worth more room than what is always so.
              Presence.set(keys, said.isEmpty());
            });
    setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(counts, notice, new Spacer(), keys);
  }

  void show(TailPage page) {
    TailCounts now = page.counts();
    counts.setText(TailWords.counts(now, page.recordsPerSecond(), model.filterProperty().get()));
    counts.pseudoClassStateChanged(WARNING, now.skipped() > 0);
  }

  /** Nothing is tailed. */
  void clear() {
    counts.setText("");
  }
}
