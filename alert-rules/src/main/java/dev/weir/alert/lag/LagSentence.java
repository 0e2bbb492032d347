package dev.weir.alert.lag;

import java.util.List;

/** A verdict in words, in pieces so that a screen can emphasise some of them. */
public record LagSentence(List<Piece> pieces) {
  /** What a piece is. */
  public enum Role {
    PLAIN,
    GROUP,
    STREAM,
    /** A figure worth noticing. */
    FIGURE,
    /** What is wrong. */
    PROBLEM
  }

  /** Some words. Spaces and punctuation between pieces are pieces or parts of them. */
  public record Piece(Role role, String text) {}

  public LagSentence {
    pieces = List.copyOf(pieces);
  }

  /** All pieces in one line. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(piece.text());
    }
    return text.toString();
  }
}
