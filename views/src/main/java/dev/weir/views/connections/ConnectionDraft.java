package dev.weir.views.connections;

import dev.weir.engine.connection.AddressPassword;
import dev.weir.engine.connection.ConnectionDesk.Kind;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * A connection being added or changed. Guesses what can be guessed from the address, until somebody
 * decides otherwise. No nodes.
 */
final class ConnectionDraft {
  private static final String PASSWORD = "password";
  private static final String BOOTSTRAP = "bootstrap.servers";

  private final List<Kind> kinds;
  private final String previousName;
  private final StringProperty name = new SimpleStringProperty("");
  private final StringProperty address = new SimpleStringProperty("");
  private final ObjectProperty<Kind> kind = new SimpleObjectProperty<>();
  private final ObjectProperty<Environment> environment =
      new SimpleObjectProperty<>(Environment.DEVELOPMENT);
  private final BooleanProperty readOnly = new SimpleBooleanProperty(true);
  private final ObservableList<DraftProperty> properties = FXCollections.observableArrayList();
  private boolean nameChosen;
  private boolean kindChosen;
  private boolean environmentChosen;
  private boolean guessing;

  /** A new connection. */
  ConnectionDraft(List<Kind> kinds) {
    this("", kinds);
    kind.set(kinds.getFirst());
    watch();
  }

  /**
   * A change of {@code settings}.
   *
   * @param previousName name it is saved under, empty text if it is not
   */
  ConnectionDraft(String previousName, ConnectionSettings settings, List<Kind> kinds) {
    this(previousName, kinds);
    nameChosen = !settings.name().isEmpty();
    kindChosen = true;
    environmentChosen = true;
    kind.set(
        kinds.stream()
            .filter(known -> known.id().equals(settings.kind()))
            .findFirst()
            .orElse(kinds.getFirst()));
    name.set(settings.name());
    address.set(settings.address());
    environment.set(settings.environment());
    readOnly.set(settings.readOnly());
    new TreeMap<>(settings.properties())
        .forEach((key, value) -> properties.add(new DraftProperty(key, value)));
    watch();
  }

  private ConnectionDraft(String previousName, List<Kind> kinds) {
    this.previousName = previousName;
    this.kinds = kinds;
  }

  StringProperty nameProperty() {
    return name;
  }

  StringProperty addressProperty() {
    return address;
  }

  ObjectProperty<Kind> kindProperty() {
    return kind;
  }

  ObjectProperty<Environment> environmentProperty() {
    return environment;
  }

  BooleanProperty readOnlyProperty() {
    return readOnly;
  }

  ObservableList<DraftProperty> properties() {
    return properties;
  }

  /** Name it is saved under, empty text if it is new. */
  String previousName() {
    return previousName;
  }

  boolean isNew() {
    return previousName.isEmpty();
  }

  /** Whether the value of property {@code propertyName} must not be shown. */
  boolean isSecret(String propertyName) {
    String lower = propertyName.toLowerCase(Locale.ROOT);
    return kind.get().secretProperties().contains(propertyName)
        || lower.endsWith(PASSWORD)
        || lower.endsWith("secret");
  }

  void addProperty() {
    properties.add(new DraftProperty("", ""));
  }

  /**
   * Takes in a whole properties file: known names are replaced, the bootstrap address becomes the
   * address.
   *
   * @return how many properties it had
   */
  int paste(String propertiesText) {
    var read = new Properties();
    try {
      read.load(new StringReader(propertiesText));
    } catch (IOException | IllegalArgumentException _) {
      return 0;
    }
    var ordered = new TreeMap<String, String>();
    for (String key : read.stringPropertyNames()) {
      ordered.put(key, read.getProperty(key));
    }
    ordered.forEach(this::put);
    return ordered.size();
  }

  /**
   * Moves a password out of the address into a property of its own, where it is treated as a
   * secret.
   */
  void takePasswordOut() {
    AddressPassword login = AddressPassword.takenFrom(address.get());
    login
        .password()
        .ifPresent(
            password -> {
              put(PASSWORD, password);
              address.set(login.address());
            });
  }

  /** As they would be saved; a password that is still in the address is taken out first. */
  ConnectionSettings settings() {
    takePasswordOut();
    var values = new HashMap<String, String>();
    for (DraftProperty property : properties) {
      String key = property.nameProperty().get().strip();
      if (!key.isEmpty()) {
        values.put(key, property.value(isSecret(key)));
      }
    }
    return new ConnectionSettings(
        name.get().strip(),
        kind.get().id(),
        address.get().strip(),
        Map.copyOf(values),
        environment.get(),
        readOnly.get());
  }

  private void put(String key, String value) {
    if (key.equals(BOOTSTRAP)) {
      address.set(value);
      return;
    }
    var changed = new DraftProperty(key, value);
    for (int i = 0; i < properties.size(); i++) {
      if (properties.get(i).nameProperty().get().strip().equals(key)) {
        properties.set(i, changed);
        return;
      }
    }
    properties.removeIf(
        empty -> empty.nameProperty().get().isBlank() && empty.typedProperty().get().isBlank());
    properties.add(changed);
  }

  private void watch() {
    name.subscribe((_, _) -> nameChosen |= !guessing);
    kind.subscribe((_, _) -> kindChosen |= !guessing);
    environment.subscribe((_, _) -> environmentChosen |= !guessing);
    address.subscribe((_, typed) -> guess(typed));
  }

  private void guess(String typed) {
    if (guessing) {
      return;
    }
    guessing = true;
    try {
      String bare = AddressPassword.takenFrom(typed).address();
      if (!kindChosen) {
        kind.set(kindOf(bare));
      }
      String host = firstHost(bare);
      if (!nameChosen) {
        name.set(host.matches("[\\d.:\\[\\]]*") ? host : host.replaceFirst("\\..*", ""));
      }
      if (!environmentChosen) {
        String lower = bare.toLowerCase(Locale.ROOT);
        environment.set(
            lower.contains("prod")
                ? Environment.PRODUCTION
                : lower.contains("stag") ? Environment.STAGING : Environment.DEVELOPMENT);
      }
    } finally {
      guessing = false;
    }
  }

  /** By the scheme, else by the usual port, of the kinds' example addresses. */
  private Kind kindOf(String typed) {
    String scheme = scheme(typed);
    String port = lastPort(typed);
    for (Kind known : kinds) {
      String example = scheme(known.addressExample());
      if (!scheme.isEmpty() && !example.isEmpty() && scheme.startsWith(example)) {
        return known;
      }
    }
    for (Kind known : kinds) {
      if (scheme.isEmpty() && !port.isEmpty() && port.equals(lastPort(known.addressExample()))) {
        return known;
      }
    }
    // Who says where it listens, and no more, means a kind whose addresses have no scheme.
    return kinds.stream()
        .filter(known -> scheme.isEmpty() && !port.isEmpty())
        .filter(known -> scheme(known.addressExample()).isEmpty())
        .findFirst()
        .orElse(kind.get());
  }

  private static String scheme(String address) {
    int end = address.indexOf("://");
    return end < 0 ? "" : address.substring(0, end).toLowerCase(Locale.ROOT);
  }

  private static String lastPort(String address) {
    Matcher port = Pattern.compile(".*:(\\d+)(/.*)?").matcher(address);
    return port.matches() ? port.group(1) : "";
  }

  private static String firstHost(String address) {
    String rest =
        address
            .replaceFirst("^\\w+://", "")
            .replaceFirst("^[^@/]*@", "")
            .replaceFirst("[,/].*", "");
    return rest.replaceFirst(":\\d*$", "");
  }
}
