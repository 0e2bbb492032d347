package dev.weir.engine.decode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Tells text from other bytes. */
final class Utf8Text {
  private Utf8Text() {}

  /** The text, if the bytes are UTF-8 and a person could have written them. */
  static Optional<String> of(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return isReadable(text) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /**
   * The beginning of a text whose end may be cut in the middle of a character; empty if it is not
   * text.
   */
  static Optional<String> beginning(byte[] bytes, int length) {
    CharBuffer chars = CharBuffer.allocate(length);
    // Without being told that this is the end, the decoder leaves half a character alone.
    if (StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes, 0, length), chars, false)
        .isError()) {
      return Optional.empty();
    }
    String text = chars.flip().toString();
    return isReadable(text) ? Optional.of(text) : Optional.empty();
  }

  /** No control characters but those of layout and of terminals' colours. */
  static boolean isReadable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b) {
        return false;
      }
    }
    return true;
  }
}
