package dev.weir.stream;

import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * A figure a broker's client keeps of itself.
 *
 * @param name dotted, lower case: "kafka.consumer.fetch-latency-avg"
 * @param tags bounded: never one per topic or partition
 * @param value reads it now, from any thread; NaN where it has none
 */
public record ClientMetric(String name, Map<String, String> tags, DoubleSupplier value) {}
