package dev.weir.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds properties of a connection is never given to a logger: among them are passwords. Looks
 * at the types of all arguments in the sources, as the compiler sees them.
 */
class LoggingTest {
  private static final String LOGGER = "org.slf4j.Logger";

  /** What holds properties, or a secret. */
  private static final List<String> FORBIDDEN =
      List.of(
          "java.util.Map",
          "java.util.Map.Entry",
          "dev.weir.stream.ConnectionSpec",
          "dev.weir.engine.connection.ConnectionSettings",
          "dev.weir.engine.secret.Secret");

  @TempDir Path temp;

  @Test
  void noMapsPropertiesOrSecretsAreLogged() throws IOException {
    List<Path> logging = new ArrayList<>();
    for (String module :
        List.of(
            "connectors/spi",
            "connectors/kafka",
            "connectors/redis",
            "alert-rules",
            "app/engine",
            "app/desktop",
            "views")) {
      Path sources = Path.of("../..").resolve(module).resolve("src/main/java");
      assertThat(sources).isDirectory();
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          if (Files.readString(file).contains(LOGGER)) {
            logging.add(file);
          }
        }
      }
    }
    Findings findings = look(logging);

    assertThat(findings.calls).as("calls of loggers in %s", logging).isGreaterThan(20);
    assertThat(findings.bad).as("arguments of loggers that may hold secrets").isEmpty();
  }

  @Test
  void oneThatIsWouldBeFound() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("Careless.java"),
            """
            import java.util.HashMap;
            import java.util.Properties;
            import org.slf4j.Logger;
            import org.slf4j.LoggerFactory;

            class Careless {
              private static final Logger LOG = LoggerFactory.getLogger(Careless.class);

              void open(HashMap<String, String> all, Properties client) {
                LOG.warn("opened {} of {}", all.size(), "shop");
                LOG.warn("opened with {}", all);
                LOG.info("{} with {} and {}", 1, client, all.entrySet().iterator().next());
                LOG.warn("opened with " + client);
              }
            }
            """);
    Findings findings = look(List.of(file));

    assertThat(findings.calls).isEqualTo(4);
    assertThat(findings.bad)
        .extracting(bad -> bad.replaceFirst(".*: ", ""))
        .containsExactly(
            "all", "client", "all.entrySet().iterator().next()", "\"opened with \" + client");
  }

  private record Findings(int calls, List<String> bad) {}

  private static Findings look(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-cp",
                      System.getProperty(
                          "surefire.test.class.path", System.getProperty("java.class.path"))),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      var parsed = task.parse();
      task.analyze();
      var scanner = new Scanner(Trees.instance(task), task.getTypes(), task);
      parsed.forEach(unit -> scanner.scan(unit, null));
      return new Findings(scanner.calls, scanner.bad);
    }
  }

  private static final class Scanner extends TreePathScanner<Void, Void> {
    private final Trees trees;
    private final Types types;
    private final List<TypeMirror> forbidden = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();
    private int calls;

    Scanner(Trees trees, Types types, JavacTask task) {
      this.trees = trees;
      this.types = types;
      for (String name : FORBIDDEN) {
        TypeElement type = task.getElements().getTypeElement(name);
        assertThat(type).as("%s is on the class path", name).isNotNull();
        forbidden.add(types.erasure(type.asType()));
      }
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      Element method = trees.getElement(getCurrentPath());
      if (method != null && LOGGER.equals(String.valueOf(method.getEnclosingElement()))) {
        calls++;
        for (ExpressionTree argument : call.getArguments()) {
          if (mayHoldSecrets(new TreePath(getCurrentPath(), argument))) {
            bad.add(
                getCurrentPath().getCompilationUnit().getSourceFile().getName() + ": " + argument);
          }
        }
      }
      return super.visitMethodInvocation(call, nothing);
    }

    /** The argument itself, and what it is put together from with plus signs. */
    private boolean mayHoldSecrets(TreePath path) {
      return switch (path.getLeaf()) {
        case BinaryTree sum ->
            mayHoldSecrets(new TreePath(path, sum.getLeftOperand()))
                || mayHoldSecrets(new TreePath(path, sum.getRightOperand()));
        case ParenthesizedTree inside -> mayHoldSecrets(new TreePath(path, inside.getExpression()));
        default -> {
          TypeMirror type = trees.getTypeMirror(path);
          yield type != null
              && forbidden.stream().anyMatch(no -> types.isAssignable(types.erasure(type), no));
        }
      };
    }
  }
}
