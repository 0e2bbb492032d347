import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checks or applies the project's Java format. Run by the build in its validate phase, on the JDK
 * that the sources are written for.
 */
public final class FormatSources {
  private FormatSources() {}

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    List<Change> changes =
        sources(root).parallelStream()
            .map(FormatSources::change)
            .flatMap(Optional::stream)
            .toList();
    for (Change change : changes) {
      Path source = root.relativize(change.source());
      if (change.problem().isPresent()) {
        System.err.println(source + ":" + change.problem().get());
        System.exit(1);
      }
      if (apply) {
        Files.writeString(change.source(), change.formatted());
        System.out.println("formatted " + source);
      } else {
        System.err.println("not formatted: " + source);
      }
    }
    if (!changes.isEmpty() && !apply) {
      System.err.println(
          changes.size() + " file(s) not formatted. Remedy: mvn -N -Dformat validate");
      System.exit(1);
    }
  }

  /** What would be written to a file, or why it cannot be read as Java. */
  private record Change(Path source, String formatted, Optional<String> problem) {}

  private static Optional<Change> change(Path source) {
    try {
      String text = Files.readString(source);
      String formatted = new Formatter().formatSourceAndFixImports(text);
      return text.equals(formatted)
          ? Optional.empty()
          : Optional.of(new Change(source, formatted, Optional.empty()));
    } catch (FormatterException unreadable) {
      return Optional.of(new Change(source, "", Optional.of(unreadable.getMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !root.relativize(path).toString().matches("(^|.*/)(target|\\.git)/.*"))
          .sorted()
          .toList();
    }
  }
}
