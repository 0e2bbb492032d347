package dev.weir.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Licences and notices of everything that is packed: a list, the licences' texts, and what the jars
 * themselves hold. A jar that nobody can name a licence for fails the build.
 *
 * @param files folder with the texts that the bill of materials lacks, and {@code names.properties}
 *     from the names that makers gave to SPDX's identifiers
 */
record Licences(Path files) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern NOTICE =
      Pattern.compile(
          "(?i)(META-INF/)?([\\w.-]+/)?(LICEN[SC]E|NOTICE|COPYING|COPYRIGHT|AUTHORS)[\\w.-]*"
              + "(\\.(txt|md|html))?");

  /** A library, and what it is under. */
  record Library(String group, String name, String version, List<String> licences) {}

  /**
   * Writes them all for the jars of {@code folders}.
   *
   * @param sbom with the licences' texts
   * @param to folder for list, texts, notices, and the bill of materials without the texts
   */
  void collect(Path sbom, List<Path> folders, Path to) throws IOException {
    ObjectNode bill = (ObjectNode) JSON.readTree(Files.readAllBytes(sbom));
    Map<String, String> texts = ownTexts();
    Map<String, Library> libraries = libraries(bill, texts);
    Files.createDirectories(to.resolve("texts"));
    var used = new TreeSet<String>();
    var list = new StringBuilder(LIST_HEAD);
    for (Path folder : folders) {
      for (Path jar : Folders.files(folder, ".jar")) {
        Library library = of(jar, libraries);
        used.addAll(library.licences());
        list.append(
            "%-40s %-24s %s%n"
                .formatted(
                    library.group().isEmpty()
                        ? library.name()
                        : library.group() + ":" + library.name(),
                    library.version(),
                    String.join(" or ", library.licences()))
                .replace("\r\n", "\n"));
        copyNotices(jar, to.resolve("notices").resolve(library.name()));
      }
    }
    if (used.contains("LGPL-3.0")) {
      // The one is written as additions to the other.
      used.add("GPL-3.0");
    }
    for (String licence : used) {
      String text = texts.get(licence);
      if (text != null) {
        Files.writeString(to.resolve("texts").resolve(licence + ".txt"), text);
      } else if (!licence.equals("Public Domain")) {
        throw new PackagingProblem(
            "There is no text of the licence " + licence + ": put one into " + files + ".");
      }
    }
    Files.writeString(to.resolve("LIBRARIES.txt"), list);
    Files.write(
        to.resolve("sbom.cdx.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(withoutTexts(bill)));
  }

  private static final String LIST_HEAD =
      """
      Libraries in this program, and the licences they are under. The licences' texts are in the
      folder texts, notices of the libraries' makers in the folder notices. The Java runtime's own
      are in its folder legal.

      Those under the LGPL are jars of their own on the class path: replace such a jar by a changed
      one of the same name, and the program runs with it.

      """;

  private Map<String, Library> libraries(JsonNode bill, Map<String, String> texts)
      throws IOException {
    Properties identifiers = new Properties();
    try (InputStream in = Files.newInputStream(files.resolve("names.properties"))) {
      identifiers.load(in);
    }
    var libraries = new TreeMap<String, Library>();
    for (JsonNode component : bill.path("components")) {
      var licences = new ArrayList<String>();
      for (JsonNode choice : component.path("licenses")) {
        JsonNode licence = choice.path("license");
        String named =
            licence.path("id").asString(licence.path("name").asString(""))
                + choice.path("expression").asString("");
        String identifier = identifiers.getProperty(named.replace(' ', '_'), named);
        if (!identifier.isBlank()) {
          licences.add(identifier);
          text(licence)
              .filter(t -> t.length() > 100)
              .ifPresent(t -> texts.putIfAbsent(identifier, t));
        }
      }
      var library =
          new Library(
              component.path("group").asString(""),
              component.path("name").asString(""),
              component.path("version").asString(""),
              List.copyOf(licences));
      // Jars are called with and without their group.
      libraries.put(library.name() + "-" + library.version(), library);
      libraries.put(library.group() + "." + library.name() + "-" + library.version(), library);
    }
    return libraries;
  }

  private static Library of(Path jar, Map<String, Library> libraries) {
    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    // JavaFX's jars carry the system at their end.
    Library library = libraries.get(name);
    if (library == null) {
      library = libraries.get(name.replaceFirst("-(linux|mac|win)(-aarch64)?$", ""));
    }
    if (library == null && name.contains("weir-")) {
      return new Library(
          "dev.weir", name.replaceFirst("^dev\\.weir\\.", ""), "", List.of("Apache-2.0"));
    }
    if (library == null || library.licences().isEmpty()) {
      throw new PackagingProblem(
          "Nothing says what licence "
              + jar.getFileName()
              + " is under: look it up, and name it in names.properties of the licences.");
    }
    return library;
  }

  private Map<String, String> ownTexts() throws IOException {
    var texts = new TreeMap<String, String>();
    for (Path file : Folders.files(files, ".txt")) {
      texts.put(file.getFileName().toString().replaceFirst("\\.txt$", ""), Files.readString(file));
    }
    return texts;
  }

  private static java.util.Optional<String> text(JsonNode licence) {
    JsonNode text = licence.path("text");
    String content = text.path("content").asString("");
    return content.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            text.path("encoding").asString("").equals("base64")
                ? new String(Base64.getMimeDecoder().decode(content), StandardCharsets.UTF_8)
                : content);
  }

  private static void copyNotices(Path jar, Path to) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
        if (NOTICE.matcher(entry.getName()).matches()) {
          Path file = to.resolve(entry.getName().replaceFirst("^META-INF/", "").replace('/', '-'));
          Files.createDirectories(to);
          if (!Files.exists(file)) {
            try (InputStream in = zip.getInputStream(entry)) {
              Files.copy(in, file);
            }
          }
        }
      }
    }
  }

  private static JsonNode withoutTexts(ObjectNode bill) {
    for (JsonNode component : bill.path("components")) {
      for (JsonNode choice : component.path("licenses")) {
        if (choice.path("license") instanceof ObjectNode licence) {
          licence.remove("text");
        }
      }
    }
    return bill;
  }
}
