package dev.weir.views.tail;

import dev.weir.engine.tail.TailSession;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Asks for the file that all rows kept are written to. FX thread. */
final class ExportDialog {
  private static final String JSON_LINES = ".jsonl";
  private static final String CSV = ".csv";

  private ExportDialog() {}

  /** Asks, and exports if a file was named. Returns when the dialog is closed. */
  static void open(Window owner, TailModel model) {
    var chooser = new FileChooser();
    chooser.setTitle("Export all rows kept");
    chooser.setInitialFileName(model.streams().getFirst().name() + JSON_LINES);
    var csv = new FileChooser.ExtensionFilter("CSV", "*.csv");
    chooser
        .getExtensionFilters()
        .setAll(new FileChooser.ExtensionFilter("JSON lines", "*.jsonl"), csv);
    File file = chooser.showSaveDialog(owner);
    if (file != null) {
      Path meant = meant(file.toPath(), csv.equals(chooser.getSelectedExtensionFilter()));
      if (!meant.equals(file.toPath()) && Files.exists(meant)) {
        // Nobody was asked whether it may be replaced.
        model.say(meant + " is there already. Export again and give that name to replace it.");
      } else {
        model.export(meant, formatOf(meant));
      }
    }
  }

  /** The file that is meant: with CSV chosen, the name that was proposed ends otherwise. */
  static Path meant(Path named, boolean csv) {
    String name = named.getFileName().toString();
    if (!csv || name.endsWith(CSV)) {
      return named;
    }
    String stem =
        name.endsWith(JSON_LINES) ? name.substring(0, name.length() - JSON_LINES.length()) : name;
    return named.resolveSibling(stem + CSV);
  }

  /** As the name ends; JSON lines unless it is one of CSV. */
  static TailSession.ExportFormat formatOf(Path file) {
    return file.getFileName().toString().endsWith(CSV)
        ? TailSession.ExportFormat.CSV
        : TailSession.ExportFormat.JSON_LINES;
  }
}
