package dev.weir.engine.meter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrackTest {
  private static final long MINUTE_START = 1_790_000_040L / 60 * 60;

  @Test
  void aSecondThatWasSkippedIsAGap() {
    var track = new Track(Track.Merge.MEAN);
    track.put(MINUTE_START, 4);
    track.put(MINUTE_START + 2, 8);
    assertThat(track.at(MINUTE_START + 1)).isNaN();
    assertThat(track.over(MINUTE_START, MINUTE_START + 3)).as("mean without the gap").isEqualTo(6);
    assertThat(track.over(MINUTE_START + 1, MINUTE_START + 2)).isNaN();
  }

  @Test
  void aGapLongerThanTheRingLeavesNothingOldBehind() {
    var track = new Track(Track.Merge.MEAN);
    track.put(MINUTE_START, 4);
    long later = MINUTE_START + 3 * MeterSeries.SECONDS;
    track.put(later, 8);
    assertThat(track.at(later - MeterSeries.SECONDS + 1)).isNaN();
    assertThat(track.at(MINUTE_START)).isNaN();
  }

  @Test
  void peaksAreNotHiddenByTheirNeighbours() {
    var track = new Track(Track.Merge.MAX);
    for (int i = 0; i < 60; i++) {
      track.put(MINUTE_START + i, i == 30 ? 100 : 1);
    }
    assertThat(track.over(MINUTE_START, MINUTE_START + 60)).isEqualTo(100);
    assertThat(track.atMinute(MINUTE_START / 60)).isEqualTo(100);
  }

  @Test
  void whatAnEarlierRunKeptNeverReplacesWhatIsMeasured() {
    var track = new Track(Track.Merge.MEAN);
    track.put(MINUTE_START + 10, 5);
    track.fill(MINUTE_START + 9, 4);
    track.fill(MINUTE_START + 10, 99);
    assertThat(track.at(MINUTE_START + 9)).isEqualTo(4);
    assertThat(track.at(MINUTE_START + 10)).isEqualTo(5);
  }
}
