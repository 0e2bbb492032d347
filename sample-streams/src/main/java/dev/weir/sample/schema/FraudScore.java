package dev.weir.sample.schema;

import dev.weir.sample.event.EventId;

/** An event {@code FraudScored}: what the model thinks of an order. */
public record FraudScore(
    EventId id,
    long epochMillis,
    String correlationId,
    String orderId,
    double score,
    String model,
    long featureAgeMillis,
    long inferenceNanos) {}
