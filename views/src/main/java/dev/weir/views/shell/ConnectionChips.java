package dev.weir.views.shell;

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
  private static final double HEIGHT = 28;

  private final Navigator navigator;
  private final List<Region> chips = new ArrayList<>();
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
    chips.clear();
    for (ConnectionStatus status : statuses) {
      chips.add(chip(status));
    }
    var all = new ArrayList<Node>(chips);
    all.add(more);
    all.add(connect);
    getChildren().setAll(all);
    requestLayout();
  }

  @Override
  protected double computePrefWidth(double height) {
    double width = connect.prefWidth(-1);
    for (Region chip : chips) {
      width += chip.prefWidth(-1) + GAP;
    }
    return width;
  }

  @Override
  protected double computePrefHeight(double width) {
    return HEIGHT;
  }

  @Override
  protected void layoutChildren() {
    double room = getWidth();
    double end = connect.prefWidth(-1);
    boolean all = computePrefWidth(-1) <= room;
    double x = 0;
    int shown = 0;
    for (Region chip : chips) {
      double width = chip.prefWidth(-1);
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
    node.resizeRelocate(x, (getHeight() - HEIGHT) / 2, width, HEIGHT);
  }

  private Region chip(ConnectionStatus status) {
    var dot = new Region();
    dot.getStyleClass()
        .addAll("state-dot", "state-" + status.state().name().toLowerCase(Locale.ROOT));
    var name = new Label(status.settings().name());
    name.getStyleClass().add("chip-name");
    Environment environment = status.settings().environment();
    String kind = status.settings().kind().equals("redis") ? "Redis" : "Kafka";
    var about =
        new Label(
            environment == Environment.DEVELOPMENT ? kind : kind + " · " + environment.label());
    about.getStyleClass().add("caption");
    var chip = new HBox(6, dot, name, about);
    chip.setAlignment(Pos.CENTER_LEFT);
    chip.getStyleClass().addAll("chip", "connection-chip");
    chip.pseudoClassStateChanged(PRODUCTION, environment == Environment.PRODUCTION);
    String state = state(status);
    chip.setAccessibleText(status.settings().name() + ", " + state);
    Tooltip.install(chip, new Tooltip(state));
    Clicks.on(chip, () -> navigator.go(new Target.ToConnection(status.settings().name())));
    return chip;
  }

  private static String state(ConnectionStatus status) {
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
