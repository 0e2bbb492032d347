package dev.weir.engine.secret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which properties of a connection hold secrets: those its provider names, and by name. */
public final class SecretProperties {
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(^|[._-])(password|passwd|passphrase|secret|credentials?|token|api[._-]?key"
              + "|private[._-]?key|keystore\\.key|user\\.info|jaas\\.config)$");
  private static final Pattern SECRET_IN_JAAS =
      Pattern.compile(
          "(?i)([a-z._]*(?:password|passphrase|secret|token))(\\s*=\\s*)"
              + "(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)')");

  private final Set<String> named;

  /**
   * @param named by the connection's provider
   */
  public SecretProperties(Collection<String> named) {
    this.named = Set.copyOf(named);
  }

  public boolean isSecret(String property) {
    return named.contains(property)
        || SECRET_NAME.matcher(property.toLowerCase(Locale.ROOT)).find();
  }

  /** Whether {@code value} of {@code property} has a secret in plain text in it. */
  public boolean hasPlainSecret(String property, String value) {
    return !hide(property, value).secrets().isEmpty();
  }

  /**
   * Takes the plain secrets out of a value. Of a JAAS configuration only the passwords are taken,
   * so that the user name stays to be seen; of any other secret property, all of it.
   */
  public Hidden hide(String property, String value) {
    if (!isSecret(property) || value.isBlank()) {
      return new Hidden(List.of(value), List.of());
    }
    if (!isJaas(property)) {
      return SecretReference.in(value).isEmpty()
          ? new Hidden(List.of("", ""), List.of(new Secret(value)))
          : new Hidden(List.of(value), List.of());
    }
    List<String> kept = new ArrayList<>();
    List<Secret> secrets = new ArrayList<>();
    Matcher matcher = SECRET_IN_JAAS.matcher(value);
    var text = new StringBuilder();
    int end = 0;
    while (matcher.find()) {
      String quoted = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
      if (quoted == null || quoted.isEmpty() || !SecretReference.in(quoted).isEmpty()) {
        continue;
      }
      text.append(value, end, matcher.end(2)).append('"');
      kept.add(text.toString());
      text.setLength(0);
      text.append('"');
      secrets.add(new Secret(quoted.replaceAll("\\\\(.)", "$1")));
      end = matcher.end();
    }
    kept.add(text.append(value, end, value.length()).toString());
    if (secrets.size() > 1) {
      // Each is asked for by its property's name, so there can be but one.
      return new Hidden(List.of("", ""), List.of(new Secret(value)));
    }
    return new Hidden(kept, secrets);
  }

  private static boolean isJaas(String property) {
    return property.toLowerCase(Locale.ROOT).endsWith("jaas.config");
  }

  /**
   * A value without its secrets.
   *
   * @param kept the texts before, between and behind the secrets
   */
  public record Hidden(List<String> kept, List<Secret> secrets) {
    public Hidden {
      kept = List.copyOf(kept);
      secrets = List.copyOf(secrets);
    }

    /** The value with {@code references} in the place of the secrets, one for each. */
    public String with(List<? extends SecretReference> references) {
      var value = new StringBuilder(kept.getFirst());
      for (int i = 0; i < secrets.size(); i++) {
        value.append(references.get(i).text()).append(kept.get(i + 1));
      }
      return value.toString();
    }
  }
}
