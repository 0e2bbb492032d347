package dev.weir.engine.notify;

import java.util.List;
import java.util.Locale;

/** How a desktop is asked to show a notification: by a program that comes with it. */
enum DesktopNotice {
  /** By libnotify's program; any desktop that follows freedesktop.org shows it. */
  LINUX("Install libnotify (the package libnotify-bin or libnotify), or use another channel.") {
    @Override
    List<String> command(String headline, String text, boolean critical) {
      return List.of(
          "notify-send",
          "--app-name=Weir",
          "--urgency=" + (critical ? "critical" : "normal"),
          "--",
          headline,
          text.replace("&", "&amp;").replace("<", "&lt;"));
    }
  },

  /** Words come as arguments, so that none is taken for a part of the script. */
  MACOS("Use another channel.") {
    @Override
    List<String> command(String headline, String text, boolean critical) {
      return List.of(
          "osascript",
          "-e",
          "on run words",
          "-e",
          "display notification (item 2 of words) with title (item 1 of words)",
          "-e",
          "end run",
          "--",
          headline,
          text);
    }
  },

  /** Words come by the environment, so that none is taken for a part of the script. */
  WINDOWS("Use another channel.") {
    @Override
    List<String> command(String headline, String text, boolean critical) {
      return List.of("powershell.exe", "-NoProfile", "-NonInteractive", "-Command", TOAST);
    }
  };

  private static final String TOAST =
      String.join(
          "; ",
          "$ErrorActionPreference = 'Stop'",
          "$m = [Windows.UI.Notifications.ToastNotificationManager,"
              + " Windows.UI.Notifications, ContentType = WindowsRuntime]",
          "$x = $m::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)",
          "$t = $x.GetElementsByTagName('text')",
          "$t.Item(0).AppendChild($x.CreateTextNode($env:WEIR_HEADLINE)) | Out-Null",
          "$t.Item(1).AppendChild($x.CreateTextNode($env:WEIR_TEXT)) | Out-Null",
          "$id = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'",
          "$m::CreateToastNotifier($id).Show("
              + "[Windows.UI.Notifications.ToastNotification]::new($x))");

  private final String remedy;

  DesktopNotice(String remedy) {
    this.remedy = remedy;
  }

  static DesktopNotice of(String operatingSystem) {
    String name = operatingSystem.toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? MACOS : name.startsWith("windows") ? WINDOWS : LINUX;
  }

  abstract List<String> command(String headline, String text, boolean critical);

  /** What to do where the program is not there, as a sentence. */
  String remedy() {
    return remedy;
  }
}
