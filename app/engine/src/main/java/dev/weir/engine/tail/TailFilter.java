package dev.weir.engine.tail;

/** Which records a tail shows. */
public sealed interface TailFilter {
  record All() implements TailFilter {}

  /** Key, value or a header contains {@code part}, any case. */
  record Text(String part) implements TailFilter {}

  /** A CEL condition on stream, partition, offset, timestamp, key, value, headers, size. */
  record Cel(String expression) implements TailFilter {}
}
