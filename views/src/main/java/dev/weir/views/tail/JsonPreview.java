package dev.weir.views.tail;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;

/**
 * The beginning of a payload on one line, JSON lightly coloured: strings, numbers, the rest. The
 * face is monospaced, so pieces are placed by counting characters; texts are reused, each keeping
 * its colour, so that a change costs no css pass. Anything that is not plain ASCII is shown in one
 * piece, uncoloured.
 */
final class JsonPreview extends Region {
  private static final int MOST_CHARACTERS = 160;

  private final Text plainWhole = text("preview-plain");
  private final List<Text> plain = new ArrayList<>();
  private final List<Text> strings = new ArrayList<>();
  private final List<Text> numbers = new ArrayList<>();
  private final Text ruler = text("preview-plain");
  private String shown = "";
  private List<JsonPiece> pieces = List.of();

  JsonPreview() {
    getStyleClass().add("json-preview");
    setMouseTransparent(true);
    ruler.setText("0000000000");
    ruler.setVisible(false);
    getChildren().addAll(plainWhole, ruler);
  }

  void show(String preview) {
    if (preview.equals(shown)) {
      return;
    }
    shown = preview;
    String text =
        preview.length() > MOST_CHARACTERS ? preview.substring(0, MOST_CHARACTERS) : preview;
    pieces = JsonPiece.of(text);
    plainWhole.setVisible(pieces.isEmpty());
    plainWhole.setText(pieces.isEmpty() ? text : "");
    setAccessibleText(text);
    fill(plain, JsonPiece.Kind.OTHER, "preview-plain");
    fill(strings, JsonPiece.Kind.STRING, "preview-string");
    fill(numbers, JsonPiece.Kind.NUMBER, "preview-number");
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    double advance = ruler.getLayoutBounds().getWidth() / 10;
    double middle = getHeight() / 2;
    place(plainWhole, 0, middle);
    int nextPlain = 0;
    int nextString = 0;
    int nextNumber = 0;
    for (JsonPiece piece : pieces) {
      Text text =
          switch (piece.kind()) {
            case OTHER -> plain.get(nextPlain++);
            case STRING -> strings.get(nextString++);
            case NUMBER -> numbers.get(nextNumber++);
          };
      place(text, piece.start() * advance, middle);
    }
  }

  @Override
  protected double computePrefHeight(double width) {
    return 18;
  }

  @Override
  protected double computePrefWidth(double height) {
    return 200;
  }

  @Override
  protected double computeMinWidth(double height) {
    return 0;
  }

  private void fill(List<Text> pool, JsonPiece.Kind kind, String styleClass) {
    int used = 0;
    for (JsonPiece piece : pieces) {
      if (piece.kind() == kind) {
        if (used == pool.size()) {
          Text made = text(styleClass);
          pool.add(made);
          getChildren().add(made);
        }
        Text text = pool.get(used++);
        text.setText(piece.text());
        text.setVisible(true);
      }
    }
    for (int i = used; i < pool.size(); i++) {
      pool.get(i).setVisible(false);
    }
  }

  private static void place(Text text, double x, double middle) {
    text.setX(Math.rint(x));
    text.setY(Math.rint(middle));
  }

  private static Text text(String styleClass) {
    var text = new Text();
    text.getStyleClass().addAll("preview", styleClass);
    text.setManaged(false);
    text.setTextOrigin(VPos.CENTER);
    return text;
  }
}
