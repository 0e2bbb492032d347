import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks or applies the project's Java format. Run by the build in its validate phase, on the JDK
 * that the sources are written for.
 */
public final class FormatSources {
  private FormatSources() {}

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    var formatter = new Formatter();
    int unformatted = 0;
    for (Path source : sources(root)) {
      String text = Files.readString(source);
      String formatted;
      try {
        formatted = formatter.formatSourceAndFixImports(text);
      } catch (FormatterException unreadable) {
        System.err.println(root.relativize(source) + ":" + unreadable.getMessage());
        System.exit(1);
        return;
      }
      if (text.equals(formatted)) {
        continue;
      }
      unformatted++;
      if (apply) {
        Files.writeString(source, formatted);
        System.out.println("formatted " + root.relativize(source));
      } else {
        System.err.println("not formatted: " + root.relativize(source));
      }
    }
    if (unformatted > 0 && !apply) {
      System.err.println(unformatted + " file(s) not formatted. Remedy: mvn -N -Dformat validate");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws java.io.IOException {
    try (var paths = Files.walk(root)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !root.relativize(path).toString().matches("(^|.*/)(target|\\.git)/.*"))
          .sorted()
          .toList();
    }
  }
}
