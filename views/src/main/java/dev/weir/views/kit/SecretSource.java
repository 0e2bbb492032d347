package dev.weir.views.kit;

import java.util.Optional;

/** Where a secret comes from at each start. */
public enum SecretSource {
  /** As it is, in the settings. */
  PLAIN("Written here", "", ""),
  KEYCHAIN("Keychain", "${keychain:", "type the secret"),
  ASK("Ask at each start", "${ask", ""),
  ENVIRONMENT("Environment", "${env:", "name of the variable"),
  FILE("File", "${file:", "path of the file");

  private final String label;
  private final String opening;
  private final String hint;

  SecretSource(String label, String opening, String hint) {
    this.label = label;
    this.opening = opening;
    this.hint = hint;
  }

  public String label() {
    return label;
  }

  /** What to type beside it; empty text if nothing. */
  public String hint() {
    return hint;
  }

  /** Which source {@code value} refers to as a whole; empty if it is no reference. */
  public static Optional<SecretSource> of(String value) {
    if (value.endsWith("}") && value.indexOf('}') == value.length() - 1) {
      for (SecretSource source : values()) {
        if (source != PLAIN && value.startsWith(source.opening)) {
          return Optional.of(source);
        }
      }
    }
    return Optional.empty();
  }

  /** The name or path inside a reference of this source; a value that is none as it is. */
  public String inside(String reference) {
    if (this == PLAIN || !reference.startsWith(opening)) {
      return reference;
    }
    return reference.length() <= opening.length()
        ? ""
        : reference.substring(opening.length(), reference.length() - 1);
  }

  /** A reference, or for the keychain the plain value, which is moved there when saved. */
  public String reference(String typed) {
    return switch (this) {
      case PLAIN, KEYCHAIN -> typed;
      case ASK -> "${ask}";
      case ENVIRONMENT, FILE -> opening + typed.strip() + "}";
    };
  }
}
