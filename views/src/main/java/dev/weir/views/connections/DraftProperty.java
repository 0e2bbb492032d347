package dev.weir.views.connections;

import dev.weir.views.kit.SecretSource;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** One client property being edited. No nodes. */
final class DraftProperty {
  private final StringProperty name = new SimpleStringProperty();
  private final StringProperty typed = new SimpleStringProperty();
  private final ObjectProperty<SecretSource> source =
      new SimpleObjectProperty<>(SecretSource.KEYCHAIN);

  /** A reference into the keychain that stays as it is unless something is typed. */
  private String kept = "";

  DraftProperty(String name, String value) {
    this.name.set(name);
    SecretSource referred = SecretSource.of(value).orElse(SecretSource.KEYCHAIN);
    source.set(referred);
    if (SecretSource.of(value).isEmpty()) {
      typed.set(value);
    } else if (referred == SecretSource.KEYCHAIN) {
      kept = value;
      typed.set("");
    } else {
      typed.set(referred.inside(value));
    }
  }

  StringProperty nameProperty() {
    return name;
  }

  /** A plain value, or what stands beside the source of a secret. */
  StringProperty typedProperty() {
    return typed;
  }

  /** Where the value comes from; matters only if the property is a secret. */
  ObjectProperty<SecretSource> sourceProperty() {
    return source;
  }

  /** Whether the keychain already has it. */
  boolean isKept() {
    return !kept.isEmpty();
  }

  /** As it is saved. */
  String value(boolean secret) {
    if (!secret && kept.isEmpty()) {
      // A value such as ${env:NAME} is allowed anywhere.
      return source.get() == SecretSource.KEYCHAIN
          ? typed.get()
          : source.get().reference(typed.get());
    }
    if (source.get() == SecretSource.KEYCHAIN && typed.get().isEmpty()) {
      return kept;
    }
    return source.get().reference(typed.get());
  }
}
