package dev.weir.views.shell;

import dev.weir.engine.finding.Target;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** Where one can be in the window, in the order of the rail. */
public enum Place {
  OVERVIEW("Overview", Feather.ACTIVITY),
  STREAMS("Streams", Feather.LAYERS),
  TAIL("Tail", Feather.LIST),
  GROUPS("Groups", Feather.USERS),
  DEAD_LETTERS("Dead letters", Feather.INBOX),
  ALERTS("Alerts", Feather.BELL),
  CONNECTIONS("Connections", Feather.SERVER),
  SETTINGS("Settings", Feather.SLIDERS);

  private final String title;
  private final Ikon icon;

  Place(String title, Ikon icon) {
    this.title = title;
    this.icon = icon;
  }

  /** As the rail says. */
  public String title() {
    return title;
  }

  Ikon icon() {
    return icon;
  }

  /** Where {@code target} is shown. */
  static Place of(Target target) {
    return switch (target) {
      case Target.ToStreams t -> STREAMS;
      case Target.ToTroubledStreams t -> STREAMS;
      case Target.ToStream t -> STREAMS;
      case Target.ToTail t -> TAIL;
      case Target.ToGroups t -> GROUPS;
      case Target.ToTroubledGroups t -> GROUPS;
      case Target.ToGroup t -> GROUPS;
      case Target.ToDeadLetters t -> DEAD_LETTERS;
      case Target.ToReplayPlan t -> DEAD_LETTERS;
      case Target.ToPendingPlan t -> DEAD_LETTERS;
      case Target.ToSavedPlan t -> DEAD_LETTERS;
      case Target.ToRuleFile t -> ALERTS;
      case Target.ToAlerts t -> ALERTS;
      case Target.ToConnection t -> CONNECTIONS;
      case Target.Nowhere t -> OVERVIEW;
    };
  }
}
