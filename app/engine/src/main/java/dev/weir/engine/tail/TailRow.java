package dev.weir.engine.tail;

import dev.weir.stream.StreamRecord;

/**
 * A record kept by a tail.
 *
 * @param id counts up per tail, never reused: what a selection holds on to
 * @param keyPreview first characters of the decoded key, one line
 * @param valuePreview first characters of the decoded value, one line
 */
public record TailRow(long id, StreamRecord record, String keyPreview, String valuePreview) {}
