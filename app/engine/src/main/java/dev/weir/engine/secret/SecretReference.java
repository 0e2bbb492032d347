package dev.weir.engine.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a secret is kept, as written in a setting: {@code ${env:NAME}}, {@code ${file:PATH}},
 * {@code ${keychain:NAME}} or {@code ${ask}}. May stand for a whole value or a part of one.
 */
public sealed interface SecretReference {
  /** An environment variable. */
  record Env(String name) implements SecretReference {}

  /** A file's text, without the line break at its end. */
  record File(String path) implements SecretReference {}

  /** An entry of the system's keychain. */
  record Stored(String name) implements SecretReference {}

  /** Typed by the user at each start. */
  record Ask() implements SecretReference {}

  /** As written in a setting. */
  default String text() {
    return switch (this) {
      case Env(var name) -> "${env:" + name + "}";
      case File(var path) -> "${file:" + path + "}";
      case Stored(var name) -> "${keychain:" + name + "}";
      case Ask() -> "${ask}";
    };
  }

  /** All references in {@code value}, in order. */
  static List<SecretReference> in(String value) {
    List<SecretReference> found = new ArrayList<>();
    Matcher matcher = Syntax.REFERENCE.matcher(value);
    while (matcher.find()) {
      found.add(Syntax.of(matcher));
    }
    return found;
  }

  /** How references are written. */
  final class Syntax {
    static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:(env|file|keychain):([^}]+)|ask)}");

    private Syntax() {}

    static SecretReference of(Matcher matcher) {
      String name = matcher.group(2);
      String kind = matcher.group(1);
      if (kind == null || name == null) {
        return new Ask();
      }
      return switch (kind) {
        case "env" -> new Env(name);
        case "file" -> new File(name);
        default -> new Stored(name);
      };
    }
  }
}
