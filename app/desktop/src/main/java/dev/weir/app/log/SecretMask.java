package dev.weir.app.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;

/**
 * Takes out of a text what may be a secret: values after names such as {@code password}, and the
 * user part of an address. The last line of defence; nobody should write one in the first place.
 */
public final class SecretMask {
  private static final String MASK = "••••";

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)([\\w.-]*(?:password|passwd|passphrase|secret|token|credential|jaas\\.config|"
              + "basic\\.auth\\.user\\.info|keystore\\.key|private[._-]?key)[\\w.-]*\"?\\s*[=:]\\s*)"
              + "(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s,;}\\])]+)");

  /** {@code sasl.jaas.config} goes on after its first word. */
  private static final Pattern JAAS =
      Pattern.compile("(?i)((?:Plain|Scram|OAuthBearer|Krb5)LoginModule\\s+\\w+)\\s[^;]*;?");

  private static final Pattern ADDRESS = Pattern.compile("(\\w[\\w+.-]*://)[^\\s/@]+@");

  private SecretMask() {}

  /** The text without secrets. */
  public static String of(String text) {
    String masked = JAAS.matcher(text).replaceAll("$1 " + MASK);
    masked = NAMED.matcher(masked).replaceAll("$1" + MASK);
    return ADDRESS.matcher(masked).replaceAll("$1" + MASK + "@");
  }

  /** The stack trace without secrets. */
  public static String stackTrace(Throwable throwable) {
    var text = new StringWriter();
    throwable.printStackTrace(new PrintWriter(text));
    return of(text.toString().stripTrailing());
  }
}
