package dev.weir.views.shell;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.finding.Target;
import dev.weir.views.kit.Clicks;
import dev.weir.views.kit.Navigator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/** One chip a connection, as many as there is room for; the rest are counted in a last one. */
final class ConnectionChips extends Pane {
  private static final PseudoClass PRODUCTION = PseudoClass.getPseudoClass("production");
  private static final double GAP = 8;
  private static final double LEAST_HEIGHT = 28;
  private static final double WIDEST = 230;

  private final Navigator navigator;
  private final List<Chip> chips = new ArrayList<>();
  private final Label more = new Label();
  private final Label connect = new Label("+ Connect");

  ConnectionChips(Navigator navigator) {
    this.navigator = navigator;
    setMinWidth(0);
    more.getStyleClass().add("chip");
    connect.getStyleClass().addAll("chip", "chip-connect");
    connect.setId("connect");
    Clicks.on(more, () -> navigator.go(new Target.ToConnection("")));
    Clicks.on(connect, () -> navigator.go(new Target.ToConnection("")));
    getChildren().addAll(more, connect);
  }

  void show(List<ConnectionStatus> statuses) {
    boolean same = statuses.size() == chips.size();
    for (int i = 0; same && i < chips.size(); i++) {
      same = chips.get(i).isOf(statuses.get(i));
    }
    if (!same) {
      chips.clear();
      for (ConnectionStatus status : statuses) {
        chips.add(new Chip(status));
      }
      var all = new ArrayList<Node>(chips);
      all.add(more);
      all.add(connect);
      getChildren().setAll(all);
      requestLayout();
    }
    for (int i = 0; i < chips.size(); i++) {
      chips.get(i).show(statuses.get(i));
    }
  }

  @Override
  protected double computePrefWidth(double height) {
    double width = connect.prefWidth(-1);
    for (Region chip : chips) {
      width += width(chip) + GAP;
    }
    return width;
  }

  @Override
  protected double computePrefHeight(double width) {
    return Math.max(LEAST_HEIGHT, connect.prefHeight(-1));
  }

  /** A name of any length leaves room for the others; its tooltip has all of it. */
  private static double width(Region chip) {
    return Math.min(WIDEST, chip.prefWidth(-1));
  }

  @Override
  protected void layoutChildren() {
    double room = getWidth();
    double end = connect.prefWidth(-1);
    boolean all = computePrefWidth(-1) <= room;
    double x = 0;
    int shown = 0;
    for (Region chip : chips) {
      double width = width(chip);
      double after = all ? end : end + GAP + 40;
      boolean fits = x + width + GAP + after <= room && shown == chips.indexOf(chip);
      chip.setVisible(fits);
      if (fits) {
        place(chip, x, width);
        x += width + GAP;
        shown++;
      }
    }
    int left = chips.size() - shown;
    more.setVisible(left > 0);
    if (left > 0) {
      more.setText("+" + left);
      place(more, x, more.prefWidth(-1));
      x += more.getWidth() + GAP;
    }
    connect.setVisible(x + end <= room);
    place(connect, x, end);
  }

  private void place(Region node, double x, double width) {
    double height = computePrefHeight(-1);
    node.resizeRelocate(x, (getHeight() - height) / 2, width, height);
  }

  /** Made anew only when another connection, or another state of it, is to be shown. */
  private final class Chip extends HBox {
    private final ConnectionSettings settings;
    private final ConnectionStatus.State state;
    private final Tooltip tip = new Tooltip();

    Chip(ConnectionStatus status) {
      super(6);
      settings = status.settings();
      state = status.state();
      var dot = new Region();
      dot.getStyleClass().addAll("state-dot", "state-" + state.name().toLowerCase(Locale.ROOT));
      var name = new Label(settings.name());
      name.getStyleClass().add("chip-name");
      Environment environment = settings.environment();
      String kind = settings.kind().equals("redis") ? "Redis" : "Kafka";
      var about =
          new Label(
              environment == Environment.DEVELOPMENT ? kind : kind + " · " + environment.label());
      about.getStyleClass().add("caption");
      about.setMinWidth(USE_PREF_SIZE);
      getChildren().addAll(dot, name, about);
      setAlignment(Pos.CENTER_LEFT);
      getStyleClass().addAll("chip", "connection-chip");
      pseudoClassStateChanged(PRODUCTION, environment == Environment.PRODUCTION);
      Tooltip.install(this, tip);
      Clicks.on(this, () -> navigator.go(new Target.ToConnection(settings.name())));
    }

    boolean isOf(ConnectionStatus status) {
      return state == status.state() && settings.equals(status.settings());
    }

    void show(ConnectionStatus status) {
      String words = words(status);
      tip.setText(settings.name() + "\n" + words);
      setAccessibleText(settings.name() + ", " + words);
    }
  }

  private static String words(ConnectionStatus status) {
    String word =
        switch (status.state()) {
          case CONNECTING -> "connecting…";
          case CONNECTED -> "connected";
          case DEGRADED -> "connected, but some of what it carries is missing";
          case AWAY -> "away; tried again by itself";
          case NEEDS_SECRET -> "waits for a secret to be typed";
          case CLOSED -> "closed";
        };
    String text = status.broker().isEmpty() ? word : word + "\n" + status.broker();
    if (status.answerMillis().isPresent()) {
      text += "\nanswers in " + status.answerMillis().getAsLong() + " ms";
    }
    return status.fault().map(fault -> fault.what() + "\n" + fault.remedy()).orElse(text);
  }
}
