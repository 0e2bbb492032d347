package dev.weir.engine.decode;

import dev.weir.stream.StreamRecord;

/**
 * Schemas of all connections, as their {@value #TOPIC} topics tell them. Feed it every record of
 * such a topic, oldest first. Thread-safe.
 */
public final class SchemaBook {
  /** Where Confluent's Schema Registry, and those like it, keep their schemas. */
  public static final String TOPIC = "_schemas";

  /** Takes one record of a {@value #TOPIC} topic; any other record is ignored. */
  public void accept(StreamRecord record) {}
}
