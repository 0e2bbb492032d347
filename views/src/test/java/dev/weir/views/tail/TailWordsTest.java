package dev.weir.views.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.tail.TailCounts;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailPage;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TailWordsTest {
  private static final TailCounts COUNTS =
      new TailCounts(2_100_000, 0, 2_100_000, 0, 0, 1_204, 1_000, 204, 0, false, 1);

  @Test
  void countsEveryRecord() {
    assertThat(plain(TailWords.counts(COUNTS, 48_200, new TailFilter.Text("x"))))
        .startsWith("1 204 matches of 2.10 M seen · 1 000 rows kept, 204 pushed out · 0 skipped")
        .contains("decoded 1 in 1");
    assertThat(plain(TailWords.counts(COUNTS, 0, new TailFilter.All()))).startsWith("2.10 M seen");
  }

  @Test
  void saysWhatSkippedMeans() {
    var gaps = new TailCounts(10, 0, 10, 0, 0, 10, 10, 0, 1_300, false, 4);
    assertThat(plain(TailWords.counts(gaps, 0, new TailFilter.All())))
        .contains("1 300 skipped: expired, truncated or jumped over")
        .contains("decoded 1 in 4");
  }

  @Test
  void aGapSaysHowMuchAndWhy() {
    var place = new PartitionRef(new StreamRef("kafka-1", "orders"), 3);
    assertThat(plain(TailWords.passed(new TailGap(place, 12_345, "Skipped to catch up."))))
        .isEqualTo("12 345 records were not read. Skipped to catch up.");
    assertThat(TailWords.passed(new TailGap(place, -1, "The stream was deleted.")))
        .isEqualTo("Some records were not read. The stream was deleted.");
  }

  @Test
  void saysWhyThereAreNoRows() {
    var none = new TailCounts(3, 0, 3, 0, 0, 0, 0, 0, 0, false, 1);
    var page =
        new TailPage(java.util.List.of(), 0, 0, none, 0, false, Optional.empty(), Optional.empty());
    assertThat(TailWords.waiting(page, new TailFilter.Text("x"), new TailFrom.Latest()))
        .startsWith("None of the 3 records seen matches the filter.");
    assertThat(TailWords.waiting(TailPage.EMPTY, new TailFilter.All(), new TailFrom.Latest()))
        .startsWith("Waiting for the next record.");
  }

  private static String plain(String text) {
    return text.replace('\u00a0', ' ');
  }
}
