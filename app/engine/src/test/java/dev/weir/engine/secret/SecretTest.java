package dev.weir.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTest {
  @TempDir Path home;

  private SecretResolver resolver() {
    return new SecretResolver(Map.of("PW", "a\"b\\c", "EMPTY", ""), home, Optional.empty());
  }

  private String resolve(String value) throws MissingSecretException {
    return resolver().resolve("sasl.jaas.config", value, Optional.empty());
  }

  @Test
  void aSecretHidesItself() {
    assertThat(new Secret("hunter2")).hasToString("••••");
    assertThat("" + Optional.of(new Secret("hunter2"))).doesNotContain("hunter2");
  }

  @Test
  void referencesStandForAWholeValueOrAPartOfOne() throws Exception {
    Files.writeString(home.resolve("pw.txt"), "from file\n");
    assertThat(resolve("${env:PW}")).isEqualTo("a\"b\\c");
    assertThat(resolve("user=${env:EMPTY};")).isEqualTo("user=;");
    assertThat(resolve("${file:" + home.resolve("pw.txt") + "}")).isEqualTo("from file");
    assertThat(resolve("${file:~/pw.txt}")).isEqualTo("from file");
    assertThat(resolve("none, $5, ${other:X}, ${}")).isEqualTo("none, $5, ${other:X}, ${}");
    assertThat(resolve("PlainLoginModule required password=\"${env:PW}\";"))
        .as("a quote in the secret must not end the value")
        .isEqualTo("PlainLoginModule required password=\"a\\\"b\\\\c\";");
  }

  @Test
  void whatIsMissingIsNamedWithARemedy() {
    assertThatThrownBy(() -> resolve("${env:NOPE}"))
        .isInstanceOfSatisfying(
            MissingSecretException.class,
            e -> {
              assertThat(e.what()).contains("sasl.jaas.config").contains("NOPE");
              assertThat(e.remedy()).contains("before starting");
            });
    assertThatThrownBy(() -> resolve("${file:/nowhere/x}")).hasMessageContaining("/nowhere/x");
    assertThatThrownBy(() -> resolve("${keychain:x}")).hasMessageContaining("keychain");
    assertThatThrownBy(() -> resolve("${ask}")).hasMessageContaining("asked for");
  }

  @Test
  void anAnswerIsTakenForWhatIsAskedAndForWhatIsMissingButNotElse() throws Exception {
    Optional<Secret> answer = Optional.of(new Secret("typed"));
    assertThat(resolver().resolve("p", "${ask}", answer)).isEqualTo("typed");
    assertThat(resolver().resolve("p", "${env:NOPE}", answer)).isEqualTo("typed");
    assertThat(resolver().resolve("p", "${env:PW}", answer)).isEqualTo("a\"b\\c");
  }

  @Test
  void aKeychainThatFailsIsNotTheSameAsASecretThatIsGone() {
    var broken =
        new Keychain() {
          @Override
          public String displayName() {
            return "the keyring";
          }

          @Override
          public Optional<Secret> read(String name) throws IOException {
            if (name.equals("locked")) {
              throw new IOException("the keyring is locked.");
            }
            return Optional.empty();
          }

          @Override
          public void store(String name, Secret secret) {}

          @Override
          public void remove(String name) {}
        };
    var resolver = new SecretResolver(Map.of(), home, Optional.of(broken));
    assertThatThrownBy(() -> resolver.resolve("p", "${keychain:locked}", Optional.empty()))
        .hasMessageContaining("the keyring is locked");
    assertThatThrownBy(() -> resolver.resolve("p", "${keychain:gone}", Optional.empty()))
        .hasMessageContaining("not in the keyring any more");
  }

  @ParameterizedTest
  @CsvSource({
    "password, true",
    "ssl.key.password, true",
    "ssl.keystore.password, true",
    "ssl.keystore.key, true",
    "sasl.jaas.config, true",
    "basic.auth.user.info, true",
    "sasl.oauthbearer.client.credentials.client.secret, true",
    "api-key, true",
    "MY_TOKEN, true",
    "made.up.by.provider, true",
    "sasl.oauthbearer.token.endpoint.url, false",
    "ssl.keystore.location, false",
    "sasl.mechanism, false",
    "username, false",
    "ssl.truststore.certificates, false",
    "key.deserializer, false"
  })
  void secretPropertiesAreToldByName(String property, boolean isSecret) {
    var properties = new SecretProperties(List.of("made.up.by.provider"));
    assertThat(properties.isSecret(property)).isEqualTo(isSecret);
  }

  @Test
  void ofAJaasConfigurationOnlyThePasswordIsTaken() {
    var properties = new SecretProperties(List.of());
    String jaas = "x.PlainLoginModule required username=\"ada\" password=\"p\\\"w\" a=\"b\";";
    SecretProperties.Hidden hidden = properties.hide("sasl.jaas.config", jaas);
    assertThat(hidden.secrets()).containsExactly(new Secret("p\"w"));
    assertThat(hidden.with(List.of(new SecretReference.Stored("k"))))
        .isEqualTo(
            "x.PlainLoginModule required username=\"ada\" password=\"${keychain:k}\" a=\"b\";");
    assertThat(properties.hasPlainSecret("sasl.jaas.config", "x.Krb5LoginModule required;"))
        .isFalse();
    assertThat(
            properties.hasPlainSecret(
                "sasl.jaas.config", "x.PlainLoginModule required password=\"${env:PW}\";"))
        .isFalse();
    String single = "x.M required clientSecret='s t';";
    assertThat(properties.hide("sasl.jaas.config", single).secrets())
        .containsExactly(new Secret("s t"));
  }

  @Test
  void whatIsTakenOutAndPutBackIsTheSame() throws Exception {
    var properties = new SecretProperties(List.of());
    String jaas = "x.M required username=\"ada\" password=\"a\\\\b\\\"c\";";
    SecretProperties.Hidden hidden = properties.hide("sasl.jaas.config", jaas);
    String template = hidden.with(List.of(new SecretReference.Ask()));
    assertThat(
            resolver()
                .resolve("sasl.jaas.config", template, Optional.of(hidden.secrets().getFirst())))
        .isEqualTo(jaas);
  }

  @Test
  void severalSecretsInOneValueAreTakenAsOne() {
    var properties = new SecretProperties(List.of());
    String jaas = "x.M required password=\"a\" clientSecret=\"b\";";
    SecretProperties.Hidden hidden = properties.hide("sasl.jaas.config", jaas);
    assertThat(hidden.secrets()).containsExactly(new Secret(jaas));
    assertThat(hidden.with(List.of(new SecretReference.Ask()))).isEqualTo("${ask}");
  }
}
