package dev.weir.engine.mark;

import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.wording.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says which marks were put shortly before something began. Pure functions. */
public final class NearMarks {
  /** What was deployed so long before may be the reason. */
  static final Duration BEFORE = Duration.ofMinutes(30);

  private static final int MOST = 3;

  private NearMarks() {}

  /**
   * A sentence for each of the newest few, the newest first.
   *
   * @param marks oldest first
   * @param there what happened it is about
   * @param beganMillis when it began
   * @param atMillis when it was found out: not before it began; how long before is told from here
   */
  public static List<String> sentences(
      List<DeployMark> marks,
      About there,
      DeployMark.Reads reads,
      long beganMillis,
      long atMillis) {
    List<DeployMark> near =
        marks.reversed().stream()
            .dropWhile(mark -> mark.atMillis() > atMillis)
            .takeWhile(mark -> mark.atMillis() >= beganMillis - BEFORE.toMillis())
            .filter(mark -> mark.about().concerns(there, reads))
            .toList();
    List<String> sentences = new ArrayList<>();
    for (DeployMark mark : near.subList(0, Math.min(MOST, near.size()))) {
      sentences.add("Deploy mark \"" + mark.text() + "\" " + before(atMillis - mark.atMillis()));
    }
    if (near.size() > MOST) {
      sentences.add("And " + Wording.counted(near.size() - MOST, "deploy mark") + " before those.");
    }
    return List.copyOf(sentences);
  }

  /** Whole minutes are exact enough, and short. */
  private static String before(long millis) {
    long minute = 60_000;
    long told = millis < 2 * minute ? millis : Math.round((double) millis / minute) * minute;
    return Wording.duration(told) + " before.";
  }
}
