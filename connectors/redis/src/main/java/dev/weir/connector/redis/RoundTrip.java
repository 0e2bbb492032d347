package dev.weir.connector.redis;

import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What questions brought, and when: the middle of the round trip.
 *
 * @param atNanos by {@link System#nanoTime}
 */
record RoundTrip<T>(T answers, long atMillis, long atNanos) {
  static <T> RoundTrip<T> of(InstantSource clock, Supplier<T> asking) {
    long startMillis = clock.millis();
    long startNanos = System.nanoTime();
    T answers = asking.get();
    long half = (System.nanoTime() - startNanos) / 2;
    return new RoundTrip<>(answers, startMillis + half / 1_000_000, startNanos + half);
  }
}
