package dev.weir.engine.decode;

import java.util.Optional;

/**
 * A payload a person can read.
 *
 * @param format "JSON", "text", "Avro", "Protobuf", "bytes", "null"
 * @param text one or more lines
 * @param tree where the format has structure
 * @param note what the reader should know: cut, fallback, schema id
 */
public record Decoded(
    String format, String text, Optional<ValueNode> tree, Optional<String> note) {}
