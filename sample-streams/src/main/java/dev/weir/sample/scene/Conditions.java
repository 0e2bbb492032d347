package dev.weir.sample.scene;

/**
 * What the platform is under at one moment.
 *
 * @param phase what a person would call it, e.g. {@code slow-consumer}
 * @param load factor on the configured rate
 * @param billingSpeed share of its usual speed at which billing works; 0 is stalled
 * @param badDeploy a version of the shop is out whose payments are in part unreadable
 * @param storeDown the stock store, and a bank, refuse every call
 * @param hotKeyShare share of the events that concern one single product or student
 * @param lateShare share of the events that arrive an hour after they happened
 */
public record Conditions(
    String phase,
    double load,
    double billingSpeed,
    boolean badDeploy,
    boolean storeDown,
    double hotKeyShare,
    double lateShare) {

  public static final Conditions CALM = new Conditions("steady", 1, 1, false, false, 0, 0);

  Conditions withLoad(String name, double factor) {
    return new Conditions(name, factor, billingSpeed, badDeploy, storeDown, hotKeyShare, lateShare);
  }

  static Conditions billing(String name, double speed) {
    return new Conditions(name, 1, speed, false, false, 0, 0);
  }

  static Conditions poison() {
    return new Conditions("poison", 1, 1, true, false, 0, 0);
  }

  static Conditions outage() {
    return new Conditions("outage", 1, 1, false, true, 0, 0);
  }

  static Conditions skew() {
    return new Conditions("skew", 1, 1, false, false, 0.6, 0);
  }

  static Conditions late() {
    return new Conditions("late", 1, 1, false, false, 0, 0.2);
  }
}
