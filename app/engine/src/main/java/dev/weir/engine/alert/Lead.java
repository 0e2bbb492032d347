package dev.weir.engine.alert;

import java.time.Duration;

/**
 * Whether this program is the one that tells people.
 *
 * @param tells whether it is
 * @param word what an operator should know of that, as a sentence; empty if nothing
 * @param handover within which another one that died is followed; zero where there is no other
 * @param sinceMillis since when it is so, epoch milliseconds
 */
record Lead(boolean tells, String word, Duration handover, long sinceMillis) {
  static final Lead ALONE = new Lead(true, "", Duration.ZERO, 0);

  /** The same, or what it has become. */
  Lead now(boolean nowTells, String nowWord, Duration nowHandover, long nowMillis) {
    boolean isSame = tells == nowTells && word.equals(nowWord) && handover.equals(nowHandover);
    return isSame
        ? this
        : new Lead(nowTells, nowWord, nowHandover, tells == nowTells ? sinceMillis : nowMillis);
  }

  /** Whether another one may tell, which this one may have to follow. */
  boolean standsBy() {
    return !tells && !handover.isZero();
  }
}
