package dev.weir.engine.connection;

import dev.weir.stream.ConnectorProvider;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Makes a connection out of what people have: a client's properties file, or an address. */
final class ConnectionImport {
  private static final long MAX_BYTES = 1 << 20;
  private static final String KAFKA_ADDRESS = "bootstrap.servers";

  private final List<ConnectorProvider> providers;

  ConnectionImport(List<ConnectorProvider> providers) {
    this.providers = providers;
  }

  ConnectionSettings file(Path file) throws IOException {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is too large for a properties file.");
      }
      // As java.util.Properties defines its files.
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("There is no file " + file + ".", e);
    }
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.contains("://") && !line.contains("=") && kindOf(line).isPresent()) {
        return named(nameOf(file), kindOf(line).get(), line, Map.of());
      }
    }
    var properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is not a properties file: it has a malformed \\u escape.", e);
    }
    Map<String, String> named = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      named.put(name, properties.getProperty(name, "").strip());
    }
    String servers = named.remove(KAFKA_ADDRESS);
    if (servers != null && !servers.isBlank()) {
      return named(nameOf(file), kindOf(servers).orElse("kafka"), servers, named);
    }
    for (Map.Entry<String, String> property : named.entrySet()) {
      String value = property.getValue();
      if (value.contains("://") && property.getKey().toLowerCase(Locale.ROOT).endsWith("url")) {
        Optional<String> kind = kindOf(value);
        if (kind.isPresent()) {
          return named(nameOf(file), kind.get(), value, Map.of());
        }
      }
    }
    throw new IOException(
        file
            + " names no broker: it has neither "
            + KAFKA_ADDRESS
            + " nor an address such as "
            + String.join(
                " or ", providers.stream().map(ConnectorProvider::addressExample).toList())
            + ".");
  }

  ConnectionSettings address(String pasted) {
    String address = pasted.strip();
    String kind = kindOf(address).orElse(providers.isEmpty() ? "" : providers.getFirst().kind());
    String host = address.replaceFirst("^[A-Za-z0-9+.-]+://", "").replaceFirst("^[^@/]*@", "");
    String name = host.split("[:,/?]", 2)[0];
    return named(name.isBlank() ? kind : name, kind, address, Map.of());
  }

  private Optional<String> kindOf(String address) {
    return providers.stream()
        .filter(provider -> provider.recognises(address))
        .map(ConnectorProvider::kind)
        .findFirst();
  }

  private static ConnectionSettings named(
      String name, String kind, String address, Map<String, String> properties) {
    return new ConnectionSettings(name, kind, address, properties, Environment.DEVELOPMENT, true);
  }

  private static String nameOf(Path file) {
    Path fileName = file.getFileName();
    String name = fileName == null ? "" : fileName.toString().replaceFirst("\\.[^.]*$", "");
    return name.isBlank() ? "imported" : name;
  }
}
