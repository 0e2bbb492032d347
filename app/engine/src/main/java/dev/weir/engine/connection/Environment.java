package dev.weir.engine.connection;

/** What a connection is for; production is tinted and guarded. */
public enum Environment {
  DEVELOPMENT("development"),
  STAGING("staging"),
  PRODUCTION("production");

  private final String label;

  Environment(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
