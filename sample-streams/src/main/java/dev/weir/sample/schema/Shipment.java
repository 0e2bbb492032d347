package dev.weir.sample.schema;

import dev.weir.sample.event.EventType;

/** An event about a parcel, {@code ShipmentDispatched} or {@code ShipmentDelivered}. */
public record Shipment(
    String id,
    EventType type,
    long epochMillis,
    String correlationId,
    String shipmentId,
    String orderId,
    String carrier,
    int weightGrams) {}
