package dev.weir.engine.connection;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address without the password that a URL may carry, and that password, as it is where the URL
 * has it percent-encoded. A user stays in the address.
 */
public record AddressPassword(String address, Optional<String> password) {
  /** scheme://user:password@rest; a password may itself hold any of these characters. */
  private static final Pattern WITH_PASSWORD =
      Pattern.compile("^([a-z][a-z0-9+.-]*://)([^:@/?#]*):(.*)@([^@]*)$", Pattern.CASE_INSENSITIVE);

  /** {@code address} may be any text; what is no URL with a password is left as it is. */
  public static AddressPassword takenFrom(String address) {
    Matcher matcher = WITH_PASSWORD.matcher(address.strip());
    if (!matcher.matches()) {
      return new AddressPassword(address.strip(), Optional.empty());
    }
    String user = matcher.group(2);
    String rest = matcher.group(1) + (user.isEmpty() ? "" : user + "@") + matcher.group(4);
    String password = decoded(String.valueOf(matcher.group(3)));
    return new AddressPassword(rest, Optional.of(password).filter(it -> !it.isEmpty()));
  }

  private static String decoded(String percentEncoded) {
    try {
      // URLDecoder is for forms, where + is a blank.
      return URLDecoder.decode(percentEncoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return percentEncoded;
    }
  }
}
