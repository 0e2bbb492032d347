package dev.weir.app.broker;

import dev.weir.stream.ConnectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The kinds of broker that there are connectors for on the class path. */
public final class Providers {
  private final List<ConnectorProvider> all;

  public Providers(List<ConnectorProvider> all) {
    this.all = List.copyOf(all);
  }

  public static Providers onClassPath() {
    var found = new ArrayList<ConnectorProvider>();
    ServiceLoader.load(ConnectorProvider.class).forEach(found::add);
    return new Providers(found);
  }

  public List<ConnectorProvider> all() {
    return all;
  }

  /**
   * The provider of a kind.
   *
   * @throws UsageProblem if there is none
   */
  public ConnectorProvider of(String kind) {
    for (ConnectorProvider provider : all) {
      if (provider.kind().equals(kind)) {
        return provider;
      }
    }
    throw new UsageProblem(
        "There is no connector for '" + kind + "' in this installation: reinstall Weir.");
  }
}
