package dev.weir.app.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Reads a file of client properties, as Kafka's own tools take it. */
public final class ClientProperties {
  private ClientProperties() {}

  /**
   * All properties of the file, as written.
   *
   * @throws UsageProblem naming the file, if it cannot be read
   */
  public static Map<String, String> read(Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException _) {
      throw new UsageProblem("There is no file " + file + ": correct --config.");
    } catch (AccessDeniedException _) {
      throw new UsageProblem("The file " + file + " may not be read: change its permissions.");
    } catch (IOException | IllegalArgumentException _) {
      // Its text may hold a secret, so the cause is not repeated.
      throw new UsageProblem(
          "The file " + file + " is no properties file: write name=value on each line.");
    }
    var map = new LinkedHashMap<String, String>();
    for (String name : properties.stringPropertyNames()) {
      map.put(name, properties.getProperty(name));
    }
    return map;
  }
}
