package dev.weir.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Packs the image in the formats of the system, as far as the tools for them are there; says in a
 * sentence which are not.
 */
record Installers(
    Host host, Tools tools, Release release, Inputs inputs, Path work, Consumer<String> say) {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** A format, the tools of which it needs one beside jpackage, and where that comes from. */
  private record Format(String type, List<String> tools, String remedy) {
    boolean isPossible() {
      return tools.stream().anyMatch(tool -> Tools.find(tool).isPresent())
          // Where an installed WiX 3 says that it is.
          || (tools.contains("candle.exe") && System.getenv("WIX") != null);
    }
  }

  /** Makes all that can be made of {@code image}, into {@code to}. */
  void make(AppImage image, Path to) throws IOException, InterruptedException {
    if (host.os() == Host.Os.LINUX) {
      archive(work, "weir", "weir-" + release.version() + "-" + host.label(), to);
    }
    for (Format format : formats()) {
      if (format.isPossible()) {
        pack(image, format.type(), to);
      } else {
        say.accept(
            "No ."
                + format.type()
                + ": "
                + String.join(" or ", format.tools())
                + " is not on the PATH; "
                + format.remedy()
                + ".");
      }
    }
  }

  private List<Format> formats() {
    return switch (host.os()) {
      case LINUX ->
          List.of(
              new Format("deb", List.of("fakeroot"), "install the packages fakeroot and dpkg"),
              new Format("rpm", List.of("rpmbuild"), "install the package rpm or rpm-build"));
      case MACOS ->
          List.of(
              new Format("dmg", List.of("hdiutil"), "it is a part of macOS"),
              new Format("pkg", List.of("pkgbuild"), "install the Xcode command line tools"));
      case WINDOWS ->
          List.of(
              new Format("msi", List.of("wix.exe", "candle.exe"), "install the WiX toolset"),
              new Format("exe", List.of("wix.exe", "candle.exe"), "install the WiX toolset"));
    };
  }

  private void pack(AppImage image, String type, Path to) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(Tools.jdk("jpackage"), "--type", type, "--app-image", image.root().toString()));
    command.addAll(release.arguments(host));
    command.addAll(List.of("--dest", to.toString()));
    command.addAll(
        switch (host.os()) {
          case LINUX ->
              List.of(
                  "--resource-dir",
                  inputs.files().resolve("linux").toString(),
                  "--install-dir",
                  "/opt",
                  "--linux-package-name",
                  "weir",
                  "--linux-app-category",
                  type.equals("deb") ? "devel" : "Development/Tools",
                  "--linux-rpm-license-type",
                  "Apache-2.0",
                  "--linux-deb-maintainer",
                  "weir@localhost");
          case MACOS -> List.of();
          case WINDOWS ->
              List.of(
                  "--file-associations",
                  association("weirplan", "Plan to bring dead letters back"),
                  "--win-menu",
                  "--win-shortcut-prompt",
                  "--win-dir-chooser",
                  "--win-per-user-install",
                  // Always the same: a newer version replaces an older one by it.
                  "--win-upgrade-uuid",
                  "6d0f1c0a-3f43-4f2e-9a77-1f1f5f1b1c25");
        });
    tools.run(PATIENCE, reproducible(), command);
  }

  /** A file that says which files the program opens, as jpackage reads it. */
  private String association(String extension, String description) throws IOException {
    Path file = work.resolve(extension + ".properties");
    Files.writeString(
        file,
        "extension=%s\nmime-type=application/x-weir-plan\ndescription=%s\n"
            .formatted(extension, description));
    return file.toString();
  }

  /** The time that dpkg and rpm put on what they write themselves, and how well dpkg packs. */
  private Map<String, String> reproducible() {
    return Map.of(
        "SOURCE_DATE_EPOCH",
        Long.toString(release.time().getEpochSecond()),
        "DPKG_DEB_COMPRESSOR_LEVEL",
        "9");
  }

  /** Archives the folder {@code name} in {@code folder}; it can be unpacked anywhere. */
  private void archive(Path folder, String name, String called, Path to)
      throws IOException, InterruptedException {
    if (Tools.find("tar").isEmpty()) {
      say.accept("No .tar.gz: tar is not on the PATH.");
      return;
    }
    tools.run(
        PATIENCE,
        Map.of(),
        List.of(
            "tar",
            "--create",
            "--gzip",
            "--sort=name",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "--file",
            to.resolve(called + ".tar.gz").toString(),
            "--directory",
            folder.toString(),
            name));
  }

  /**
   * Packs the sample streams, which are installed apart: archive everywhere, and packages where
   * Weir has them.
   *
   * @param sample folder with their jars
   */
  void makeSample(Path sample, Path to) throws IOException, InterruptedException {
    String called = "weir-sample-streams-" + release.version();
    archive(work, "sample", called, to);
    if (host.os() != Host.Os.LINUX) {
      return;
    }
    Path root = work.resolve("sample-package");
    Path target = root.resolve("opt/weir/lib/app/sample");
    Files.createDirectories(target.getParent());
    Folders.copy(sample, target);
    Folders.setTimes(root, release.time());
    if (Tools.find("fakeroot").isPresent() && Tools.find("dpkg-deb").isPresent()) {
      Path control = Files.createDirectories(root.resolve("DEBIAN")).resolve("control");
      Files.writeString(
          control,
          filled("sample-control")
              .replace("CPU", debian())
              .replace("INSTALLED_KIB", Long.toString(Folders.bytes(target) / 1024)));
      tools.run(
          PATIENCE,
          reproducible(),
          List.of(
              "fakeroot",
              "dpkg-deb",
              "--build",
              root.toString(),
              to.resolve("weir-sample-streams_" + release.numbers() + "_" + debian() + ".deb")
                  .toString()));
      Folders.delete(root.resolve("DEBIAN"));
    }
    if (Tools.find("rpmbuild").isPresent()) {
      Path spec = work.resolve("weir-sample-streams.spec");
      Files.writeString(spec, filled("sample.spec").replace("TREE", root.toString()));
      tools.run(
          PATIENCE,
          reproducible(),
          List.of(
              "rpmbuild",
              "-bb",
              "--define",
              "_rpmdir " + to,
              "--define",
              "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
              "--define",
              "_topdir " + work.resolve("rpmbuild"),
              spec.toString()));
    }
  }

  private String debian() {
    return switch (host.cpu()) {
      case X86_64 -> "amd64";
      case AARCH64 -> "arm64";
    };
  }

  private String filled(String file) throws IOException {
    return Files.readString(inputs.files().resolve("linux").resolve(file))
        .replace("RELEASE_VERSION", release.numbers());
  }
}
