package dev.weir.connector.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A key with a certificate for localhost, made by the JDK's own keytool. */
record Keys(Path keyStore, Path trustStore) {
  static final String PASSWORD = "only-for-tests";

  static Keys create(Path folder) throws IOException, InterruptedException {
    Path keyStore = folder.resolve("key.p12");
    Path trustStore = folder.resolve("trust.p12");
    Path certificate = folder.resolve("certificate.pem");
    keytool(
        List.of(
            "-genkeypair",
            "-alias",
            "broker",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "365",
            "-keystore",
            keyStore.toString()));
    keytool(
        List.of(
            "-exportcert",
            "-rfc",
            "-alias",
            "broker",
            "-file",
            certificate.toString(),
            "-keystore",
            keyStore.toString()));
    keytool(
        List.of(
            "-importcert",
            "-noprompt",
            "-alias",
            "broker",
            "-file",
            certificate.toString(),
            "-keystore",
            trustStore.toString()));
    return new Keys(keyStore, trustStore);
  }

  private static void keytool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("keytool failed: " + arguments.getFirst());
    }
  }
}
