package dev.weir.views.kit.produce;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Payloads and headers as text that can be edited, and back. */
final class PayloadWords {
  private static final String BASE64 = "base64:";

  private PayloadWords() {}

  /** A line could not be read; the message says which and why. */
  static final class NotUnderstood extends Exception {
    private static final long serialVersionUID = 1L;

    NotUnderstood(String message) {
      super(message);
    }
  }

  /** Empty where the bytes are not UTF-8; "" where there are none. */
  static Optional<String> text(Payload payload) {
    return switch (payload) {
      case Payload.Absent() -> Optional.of("");
      case Payload.Bytes(byte[] bytes, int _) -> {
        try {
          yield Optional.of(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
          yield Optional.empty();
        }
      }
    };
  }

  /** A line each: "name: value", "name: base64:…" for bytes that are no text, "name" for null. */
  static String lines(List<Header> headers) {
    return headers.stream()
        .map(header -> header.name() + value(header.value()))
        .collect(Collectors.joining("\n"));
  }

  private static String value(Payload value) {
    if (!(value instanceof Payload.Bytes(byte[] bytes, int _))) {
      return "";
    }
    return ": "
        + text(value)
            .filter(text -> !text.contains("\n") && !text.startsWith(BASE64))
            .orElseGet(() -> BASE64 + Base64.getEncoder().encodeToString(bytes));
  }

  /** Reads {@link #lines} back. */
  static List<Header> headers(String lines) throws NotUnderstood {
    List<Header> headers = new ArrayList<>();
    int number = 0;
    for (String line : lines.split("\n", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      int colon = line.indexOf(": ");
      if (colon == 0) {
        throw new NotUnderstood("Line " + number + " of the headers has no name before its colon.");
      }
      if (colon < 0 && line.indexOf(':') >= 0) {
        // Read as a name it would be written with null, and what follows the colon lost.
        throw new NotUnderstood(
            "Line "
                + number
                + " of the headers has no space behind its colon: write “name: value”.");
      }
      headers.add(
          colon < 0
              ? new Header(line.strip(), Payload.ABSENT)
              : new Header(line.substring(0, colon), payload(line.substring(colon + 2), number)));
    }
    return headers;
  }

  private static Payload payload(String text, int line) throws NotUnderstood {
    if (!text.startsWith(BASE64)) {
      return Payload.of(text.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return Payload.of(Base64.getDecoder().decode(text.substring(BASE64.length()).strip()));
    } catch (IllegalArgumentException _) {
      throw new NotUnderstood("Line " + line + " of the headers is not valid base64.");
    }
  }
}
