package dev.weir.app.command;

import dev.weir.app.broker.BrokerChoice;
import dev.weir.app.broker.Brokers;
import dev.weir.app.lifecycle.Interrupts;
import java.time.InstantSource;

/** What every command has at hand. */
record Reach(Terminal terminal, Brokers brokers, InstantSource clock, Interrupts interrupts) {
  /** What was chosen. */
  Brokers.Chosen choose(ConnectionOptions options) {
    BrokerChoice choice = options.chosen();
    return brokers.choose(choice);
  }
}
