package dev.weir.engine.finding;

import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.StreamRef;
import java.nio.file.Path;

/** The thing behind a figure: where a click leads. */
public sealed interface Target {
  record ToStreams() implements Target {}

  /** The streams that someone should look at. */
  record ToTroubledStreams() implements Target {}

  record ToStream(StreamRef stream) implements Target {}

  record ToTail(StreamRef stream) implements Target {}

  record ToGroups() implements Target {}

  /** The groups that someone should look at. */
  record ToTroubledGroups() implements Target {}

  record ToGroup(GroupRef group) implements Target {}

  /** A saved connection; with an empty name, one that is to be added. */
  record ToConnection(String connection) implements Target {}

  /** The causes of all dead letters. */
  record ToDeadLetters() implements Target {}

  /** A plan to bring back the topic's dead letters with the largest cause; nothing is written. */
  record ToReplayPlan() implements Target {}

  /** A plan to bring back what a group was given and never acknowledged; nothing is written. */
  record ToPendingPlan(GroupRef group, StreamRef stream, PendingFilter which) implements Target {}

  /** A plan to bring dead letters back that was saved. */
  record ToSavedPlan(Path file) implements Target {}

  /** A file of rules that somebody handed over, to be looked at and taken. */
  record ToRuleFile(Path file) implements Target {}

  /** The alerts that fire. */
  record ToAlerts() implements Target {}

  record Nowhere() implements Target {}
}
