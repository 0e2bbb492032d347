/** The binary forms (Avro, Protobuf) of two event types and the topic their schemas are kept in. */
@NullMarked
package dev.weir.sample.schema;

import org.jspecify.annotations.NullMarked;
