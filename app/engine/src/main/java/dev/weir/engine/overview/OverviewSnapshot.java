package dev.weir.engine.overview;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The overview at one moment.
 *
 * @param sentences worst first; always at least one
 * @param troubles what to count beside the screens that show it; none where all is well
 */
public record OverviewSnapshot(
    List<HealthSentence> sentences, List<Tile> tiles, List<Trouble> troubles) {
  public OverviewSnapshot {
    sentences = List.copyOf(sentences);
    tiles = List.copyOf(tiles);
    troubles = List.copyOf(troubles);
  }

  /**
   * Rows of a screen that someone should look at.
   *
   * @param target shows these rows and no others
   * @param count as many rows
   * @param severity the worst of them
   * @param words what is counted: "2 dead-letter streams hold 120 records"
   */
  public record Trouble(Target target, int count, Severity severity, String words) {}

  /** One sentence on how things are, as pieces of which some are emphasised. */
  public record HealthSentence(Severity severity, List<Piece> pieces, Target target) {
    public HealthSentence {
      pieces = List.copyOf(pieces);
    }

    /** The sentence without emphasis. */
    public String text() {
      var text = new StringBuilder();
      for (Piece piece : pieces) {
        text.append(piece.text());
      }
      return text.toString();
    }
  }

  /** A stretch of text. */
  public record Piece(String text, Emphasis emphasis) {}

  /** How a piece of text stands out. */
  public enum Emphasis {
    NONE,
    STRONG,
    MUTED,
    CODE
  }

  /** Which figure a tile shows. */
  public enum TileKind {
    /** Records per second appended. */
    PRODUCED,
    /** Records per second committed by groups. */
    CONSUMED,
    /** p99 in milliseconds; aside is p50. */
    LATENCY,
    /** Records behind, all groups; aside is the worst group's time behind in milliseconds. */
    LAG,
    /** Retried and dead records in percent of records produced; aside is the limit. */
    ERRORS,
    /** Dead letters now held; aside is the age of the oldest in milliseconds. */
    DEAD_LETTERS
  }

  /**
   * One figure with its recent past.
   *
   * @param value empty where unknown; then {@code note} says why
   * @param aside the second figure, see {@link TileKind}; for rates, change in percent against a
   *     minute ago
   * @param gauge where a threshold applies
   * @param spark recent values, oldest first, NaN for gaps
   * @param note what it measures, for the tooltip
   */
  public record Tile(
      TileKind kind,
      OptionalDouble value,
      OptionalDouble aside,
      Severity severity,
      Optional<Gauge> gauge,
      float[] spark,
      String note,
      Target target) {}

  /** Thresholds of a gauge, in the unit of the tile's value. */
  public record Gauge(double warning, double critical, double full) {}

  /** An empty overview, before anything is connected. */
  public static final OverviewSnapshot EMPTY =
      new OverviewSnapshot(
          List.of(
              new HealthSentence(
                  Severity.UNKNOWN,
                  List.of(new Piece("Nothing is connected yet.", Emphasis.NONE)),
                  new Target.Nowhere())),
          List.of(),
          List.of());
}
