package dev.weir.views.kit;

import dev.weir.engine.mark.DeployMark;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Line;

/**
 * Deploy marks in a chart: a thin line each and, where there is room, what it says. Nodes are kept
 * and moved. Confined to the FX thread.
 */
final class MarkLayer {
  private static final double GAP = 3;
  private static final double WIDEST = 150;
  private static final double TALLEST_TEXT = 15;

  /** A pointer this near to a line is on it. */
  private static final double REACH = 5;

  private final Pane pane;
  private final List<Flag> flags = new ArrayList<>();
  private List<DeployMark> marks = List.of();

  /** The line of one mark and its text. */
  private static final class Flag {
    final Line line = new Line();
    final Label text = new Label();
    String said = "";
    double width;
  }

  /**
   * @param pane takes lines and texts, over what is in it already
   */
  MarkLayer(Pane pane) {
    this.pane = pane;
  }

  /**
   * @param shown oldest first
   */
  void show(List<DeployMark> shown) {
    marks = shown;
  }

  /**
   * Moves lines to where their moments are.
   *
   * @param x of a moment, in pixels from the left edge
   */
  void place(LongToDoubleFunction x, double width, double height) {
    int used = 0;
    double free = width;
    double next = Double.POSITIVE_INFINITY;
    for (DeployMark mark : marks.reversed()) {
      double at = Math.floor(x.applyAsDouble(mark.atMillis())) + 0.5;
      // Several on one pixel are one line; the crosshair tells all of them.
      if (at < 0 || at > width || next - at < 1) {
        continue;
      }
      Flag flag = flag(used++);
      flag.line.setStartX(at);
      flag.line.setEndX(at);
      flag.line.setEndY(height);
      flag.line.setVisible(true);
      free = name(flag, mark, at, free, height > 4 * TALLEST_TEXT);
      next = at;
    }
    for (Flag unused : flags.subList(used, flags.size())) {
      unused.line.setVisible(false);
      unused.text.setVisible(false);
    }
  }

  /**
   * To the right of its line, or to the left where it is the newest: in a live chart it has just
   * come in at the right edge.
   *
   * @param free where the next text on the right, or its line, begins
   * @return where a text further left has to end
   */
  private double name(Flag flag, DeployMark mark, double at, double free, boolean isHigh) {
    if (!flag.said.equals(mark.text())) {
      flag.said = mark.text();
      flag.text.setText(mark.text());
      flag.text.applyCss();
      flag.width = Math.min(WIDEST, Math.ceil(flag.text.prefWidth(-1)));
    }
    double right = at + GAP;
    double left = at - GAP - flag.width;
    boolean fitsRight = right + flag.width <= free;
    boolean fitsLeft = flag == flags.getFirst() && left >= 0;
    flag.text.setVisible(isHigh && (fitsRight || fitsLeft));
    if (flag.text.isVisible()) {
      flag.text.resizeRelocate(fitsRight ? right : left, 0, flag.width, TALLEST_TEXT);
    }
    return (flag.text.isVisible() && !fitsRight ? left : at) - GAP;
  }

  private Flag flag(int index) {
    if (index == flags.size()) {
      var flag = new Flag();
      flag.line.getStyleClass().add("deploy-mark");
      flag.line.setManaged(false);
      flag.text.getStyleClass().addAll("series-label", "deploy-mark-text");
      flag.text.setManaged(false);
      flags.add(flag);
      pane.getChildren().addAll(flag.line, flag.text);
    }
    return flags.get(index);
  }

  /** Marks that are at a place, in pixels from the left edge, oldest first. */
  List<DeployMark> at(double place, LongToDoubleFunction x) {
    return marks.stream()
        .filter(mark -> Math.abs(x.applyAsDouble(mark.atMillis()) - place) <= REACH)
        .toList();
  }

  /** What a mark says beside its text. */
  static String aside(DeployMark mark) {
    String about = mark.about().words();
    return (about.isEmpty() ? "" : about + ", ") + "by " + mark.by();
  }
}
