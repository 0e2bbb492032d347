package dev.weir.views.tail;

import dev.weir.engine.tail.TailSession;
import java.io.File;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** Asks for the file that all rows kept are written to. FX thread. */
final class ExportDialog {
  private ExportDialog() {}

  /** Asks, and exports if a file was named. Returns when the dialog is closed. */
  static void open(Window owner, TailModel model) {
    var chooser = new FileChooser();
    chooser.setTitle("Export all rows kept");
    chooser.setInitialFileName(model.streams().getFirst().name() + ".jsonl");
    chooser
        .getExtensionFilters()
        .setAll(
            new FileChooser.ExtensionFilter("JSON lines", "*.jsonl"),
            new FileChooser.ExtensionFilter("CSV", "*.csv"));
    File file = chooser.showSaveDialog(owner);
    if (file != null) {
      boolean csv = file.getName().endsWith(".csv");
      model.export(
          file.toPath(), csv ? TailSession.ExportFormat.CSV : TailSession.ExportFormat.JSON_LINES);
    }
  }
}
