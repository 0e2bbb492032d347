package dev.weir.app.command;

import picocli.CommandLine.IVersionProvider;

/** Tells the version the build wrote into the jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String written = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "Weir " + (written == null ? "(not packaged)" : written), "Java " + Runtime.version()
    };
  }
}
