package dev.weir.alert.window;

/** How many windows of a group may be held at once, over all partitions. Confined to one thread. */
final class Room {
  private final int most;
  private int taken;
  private int mostTaken;

  Room(int most) {
    this.most = most;
  }

  /** Takes room for one, if there is any. */
  boolean take() {
    if (taken >= most) {
      return false;
    }
    takeBack();
    return true;
  }

  /** Takes room for one that was given up a moment ago. */
  void takeBack() {
    taken++;
    mostTaken = Math.max(mostTaken, taken);
  }

  void giveUp() {
    taken--;
  }

  int taken() {
    return taken;
  }

  /** The most that was ever taken at once. */
  int mostTaken() {
    return mostTaken;
  }
}
