package dev.weir.connector.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Trust and keys as the settings name them; without any, the JDK's own trust. */
final class Tls {
  private final SSLContext context;
  private final boolean verifyHost;

  private Tls(SSLContext context, boolean verifyHost) {
    this.context = context;
    this.verifyHost = verifyHost;
  }

  /**
   * Reads the stores.
   *
   * @throws StoreUnreadable if one cannot be read
   */
  static Tls of(RedisSettings settings) {
    try {
      TrustManager @Nullable [] trust = null;
      Optional<String> truststore = settings.text(RedisSettings.TRUSTSTORE);
      if (truststore.isPresent()) {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store(truststore.get(), settings.text(RedisSettings.TRUSTSTORE_PASSWORD)));
        trust = factory.getTrustManagers();
      }
      KeyManager @Nullable [] keys = null;
      Optional<String> keystore = settings.text(RedisSettings.KEYSTORE);
      if (keystore.isPresent()) {
        Optional<String> password = settings.text(RedisSettings.KEYSTORE_PASSWORD);
        KeyManagerFactory factory =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(
            store(keystore.get(), password),
            password.map(String::toCharArray).orElseGet(() -> new char[0]));
        keys = factory.getKeyManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      boolean verifyHost =
          settings
              .text(RedisSettings.IDENTIFICATION)
              .map(algorithm -> !algorithm.equalsIgnoreCase("none"))
              .orElse(true);
      return new Tls(context, verifyHost);
    } catch (GeneralSecurityException | IOException unreadable) {
      throw new StoreUnreadable(unreadable);
    }
  }

  /** Speaks TLS on {@code socket}, whose far end is {@code host}. */
  SSLSocket wrap(java.net.Socket socket, String host, int port) throws IOException {
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
    if (verifyHost) {
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
    }
    secure.startHandshake();
    return secure;
  }

  private static KeyStore store(String file, Optional<String> password)
      throws GeneralSecurityException, IOException {
    Path path = Path.of(file);
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".pem") || name.endsWith(".crt") || name.endsWith(".cer")) {
      KeyStore certificates = KeyStore.getInstance(KeyStore.getDefaultType());
      certificates.load(null, null);
      try (InputStream in = Files.newInputStream(path)) {
        int number = 0;
        for (Certificate certificate :
            CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          certificates.setCertificateEntry("certificate-" + number++, certificate);
        }
      }
      return certificates;
    }
    return password.isPresent()
        ? KeyStore.getInstance(path.toFile(), password.get().toCharArray())
        : KeyStore.getInstance(path.toFile(), (char[]) null);
  }

  /** A trust store or key store that is not what its settings say. */
  static final class StoreUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreUnreadable(Exception cause) {
      super(cause);
    }
  }
}
