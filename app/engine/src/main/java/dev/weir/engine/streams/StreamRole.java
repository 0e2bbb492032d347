package dev.weir.engine.streams;

/** What a stream is for, as far as its name and configuration tell. */
public enum StreamRole {
  DATA,
  RETRY,
  DEAD_LETTER,
  INTERNAL
}
