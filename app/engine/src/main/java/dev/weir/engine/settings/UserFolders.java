package dev.weir.engine.settings;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where the user's files are.
 *
 * @param config settings and connections: small, worth a backup
 * @param data measurements: large, can be lost
 * @param logs what the console wrote about itself
 */
public record UserFolders(Path config, Path data, Path logs) {

  /** All in one folder. */
  public static UserFolders in(Path folder) {
    return new UserFolders(folder, folder, folder.resolve("logs"));
  }

  /**
   * {@code WEIR_HOME} if it is set; else as the system's conventions say: the XDG base directories
   * on Linux, {@code Library/Application Support} on macOS, {@code AppData} on Windows.
   *
   * @param osName as the system property {@code os.name} says
   */
  public static UserFolders of(Map<String, String> env, String osName, Path home) {
    String weirHome = env.getOrDefault("WEIR_HOME", "");
    if (!weirHome.isBlank()) {
      return in(Path.of(weirHome).toAbsolutePath());
    }
    String os = osName.toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      Path local = folder(env, "LOCALAPPDATA", home.resolve("AppData").resolve("Local"));
      return new UserFolders(
          folder(env, "APPDATA", home.resolve("AppData").resolve("Roaming")).resolve("Weir"),
          local.resolve("Weir"),
          local.resolve("Weir").resolve("logs"));
    }
    if (os.startsWith("mac")) {
      Path library = home.resolve("Library");
      Path support = library.resolve("Application Support").resolve("Weir");
      return new UserFolders(support, support, library.resolve("Logs").resolve("Weir"));
    }
    Path share = home.resolve(".local").resolve("share");
    Path state = home.resolve(".local").resolve("state");
    return new UserFolders(
        folder(env, "XDG_CONFIG_HOME", home.resolve(".config")).resolve("weir"),
        folder(env, "XDG_DATA_HOME", share).resolve("weir"),
        folder(env, "XDG_STATE_HOME", state).resolve("weir").resolve("logs"));
  }

  public Path settingsFile() {
    return config.resolve("settings.json");
  }

  public Path connectionsFile() {
    return config.resolve("connections.json");
  }

  public Path historyFile() {
    return data.resolve("history.db");
  }

  /** Alert rules of the user's own. */
  public Path rulesFolder() {
    return config.resolve("rules");
  }

  /** Whom to tell of alerts. */
  public Path notificationsFile() {
    return config.resolve("notifications.yaml");
  }

  /** Alerts, their history, and what people are still to be told. */
  public Path alertsFile() {
    return data.resolve("alerts.db");
  }

  /** Deployments and other moments that somebody set down. */
  public Path marksFile() {
    return data.resolve("marks.db");
  }

  /** What was brought back from dead letters, record by record. */
  public Path replayFile() {
    return data.resolve("replays.db");
  }

  /** Plans that were run, by job. */
  public Path plansFolder() {
    return data.resolve("plans");
  }

  /** Who did what and why, each line sealing the one before. */
  public Path auditFile() {
    return data.resolve("audit.jsonl");
  }

  /** The variable's folder; the XDG specification has relative paths ignored. */
  private static Path folder(Map<String, String> env, String variable, Path otherwise) {
    String value = env.getOrDefault(variable, "");
    return !value.isBlank() && Path.of(value).isAbsolute() ? Path.of(value) : otherwise;
  }
}
