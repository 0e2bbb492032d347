package dev.weir.packaging;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is packed, as the build has made it.
 *
 * @param program as {@code mvn package} assembles it
 * @param sbom of the console, CycloneDX as JSON with the licences' texts
 * @param sampleSbom of the sample streams
 * @param files what packages need beside it: scripts, desktop entry, licences
 * @param icons folder of the icon, as SVG and as PNG in several sizes
 */
record Inputs(Path program, Path sbom, Path sampleSbom, Path files, Path icons) {
  Inputs {
    for (Path needed : new Path[] {program, sbom, sampleSbom, files, icons}) {
      if (!Files.exists(needed)) {
        throw new PackagingProblem(
            needed + " is missing: run mvn -Ppackage package on the whole project.");
      }
    }
  }

  Icons icon() {
    return new Icons(icons);
  }
}
