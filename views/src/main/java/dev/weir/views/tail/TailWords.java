package dev.weir.views.tail;

import dev.weir.engine.tail.TailCounts;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailPage;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import dev.weir.views.kit.Formats;

/** What the Tail screen says. */
final class TailWords {
  private TailWords() {}

  /** What became of every record, for the footer. */
  static String counts(TailCounts counts, double recordsPerSecond, TailFilter filter) {
    var text = new StringBuilder();
    if (!(filter instanceof TailFilter.All)) {
      text.append(Formats.exact(counts.matched()))
          .append(counts.matched() == 1 ? " match of " : " matches of ");
    }
    text.append(seen(counts.seen())).append(" seen");
    text.append(" · ").append(Formats.exact(counts.kept())).append(" rows kept");
    if (counts.dropped() > 0) {
      text.append(", ").append(Formats.count(counts.dropped())).append(" pushed out");
    }
    text.append(" · ").append(Formats.exact(counts.skipped()));
    text.append(counts.skippedMore() ? " or more skipped" : " skipped");
    if (counts.skipped() > 0 || counts.skippedMore()) {
      text.append(": expired, truncated or jumped over");
    }
    text.append(" · decoded 1 in ").append(counts.decodedOneIn());
    text.append(" · ").append(Formats.perSecond(recordsPerSecond));
    return text.toString();
  }

  /** A row for what was passed without reading. */
  static String passed(TailGap gap) {
    return (gap.records() < 0
            ? "Some records were not read. "
            : Formats.exact(gap.records())
                + (gap.records() == 1 ? " record was not read. " : " records were not read. "))
        + gap.reason();
  }

  /** Why there are no rows, and what to do. */
  static String waiting(TailPage page, TailFilter filter, TailFrom from) {
    if (page.paused()) {
      return "Paused. Press Space to take rows in again.";
    }
    if (page.filterProblem().isPresent()) {
      return "The filter is not in force. Correct it above.";
    }
    boolean filtered = !(filter instanceof TailFilter.All);
    if (filtered && page.counts().seen() > 0) {
      return "None of the "
          + seen(page.counts().seen())
          + " records seen matches the filter. Start at Oldest or Since… to search further back.";
    }
    if (page.fault().isPresent()) {
      return "No rows, because of the fault above.";
    }
    return from instanceof TailFrom.Latest
        ? "Waiting for the next record. Newest shows what is already there."
        : "No records yet. New ones appear as they arrive.";
  }

  private static String seen(long records) {
    return records < 100_000 ? Formats.exact(records) : Formats.count(records);
  }
}
