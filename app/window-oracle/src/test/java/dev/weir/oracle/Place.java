package dev.weir.oracle;

/** Which window of which group. */
record Place(String key, long start, long end) {
  Place minus(long base) {
    return new Place(key, start - base, end - base);
  }
}
