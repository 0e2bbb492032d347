package dev.weir.app.command;

import dev.weir.app.broker.BrokerChoice;
import dev.weir.app.broker.Brokers;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.engine.deadletter.find.Choices;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What every command has at hand.
 *
 * @param choices what the user said of streams; reads the settings file
 */
record Reach(
    Terminal terminal,
    Brokers brokers,
    InstantSource clock,
    Interrupts interrupts,
    Supplier<Choices> choices) {
  /** What was chosen. */
  Brokers.Chosen choose(ConnectionOptions options) {
    BrokerChoice choice = options.chosen();
    return brokers.choose(choice);
  }

  /** What the user said of the streams of a server. */
  Choices choices(Brokers.Chosen chosen) {
    Choices all = choices.get();
    return chosen.saved() ? all : all.at(chosen.spec().address());
  }
}
