package dev.weir.engine.export;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Bytes as text where they are UTF-8, else as base64: either way, the bytes can be had back. */
record PayloadText(boolean isText, String text) {

  static PayloadText of(byte[] bytes) {
    try {
      // A strict decoder: what it accepts, an encoder turns back into the same bytes.
      return new PayloadText(
          true, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      return new PayloadText(false, Base64.getEncoder().encodeToString(bytes));
    }
  }
}
