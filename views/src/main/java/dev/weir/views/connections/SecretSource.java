package dev.weir.views.connections;

import java.util.Optional;

/** Where a secret property's value comes from at each start. */
enum SecretSource {
  KEYCHAIN("Keep in the keychain", "${keychain:", "value; kept in the system's keychain"),
  ASK("Ask at each start", "${ask", ""),
  ENVIRONMENT("From the environment", "${env:", "name of the variable"),
  FILE("From a file", "${file:", "path of the file");

  private final String label;
  private final String opening;
  private final String hint;

  SecretSource(String label, String opening, String hint) {
    this.label = label;
    this.opening = opening;
    this.hint = hint;
  }

  String label() {
    return label;
  }

  /** What to type beside it; empty text if nothing. */
  String hint() {
    return hint;
  }

  /** Which source {@code value} refers to; empty if it is no reference. */
  static Optional<SecretSource> of(String value) {
    if (value.endsWith("}")) {
      for (SecretSource source : values()) {
        if (value.startsWith(source.opening)) {
          return Optional.of(source);
        }
      }
    }
    return Optional.empty();
  }

  /** The name or path inside a reference of this source. */
  String inside(String reference) {
    return reference.length() <= opening.length()
        ? ""
        : reference.substring(opening.length(), reference.length() - 1);
  }

  /** A reference, or for the keychain the plain value, which is moved there when saved. */
  String reference(String typed) {
    return switch (this) {
      case KEYCHAIN -> typed;
      case ASK -> "${ask}";
      case ENVIRONMENT, FILE -> opening + typed.strip() + "}";
    };
  }
}
