package dev.weir.engine;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Has a broker describe one thing every few seconds, on a virtual thread of its own, until it is
 * closed.
 */
final class Describing<D> implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final String connection;
  private final Function<String, Optional<Connector>> connectors;
  private final Question<D> question;
  private final Consumer<Answer<D>> told;
  private final InstantSource clock;
  private volatile boolean open = true;
  private volatile Optional<Thread> thread = Optional.empty();

  /** What is asked of a connector. Blocks. */
  interface Question<D> {
    D ask(Connector connector) throws ConnectorException;
  }

  /**
   * What is known now.
   *
   * @param detail as last described; kept while the broker does not answer
   * @param fault why it could not be described just now
   */
  record Answer<D>(Optional<D> detail, Optional<Fault> fault) {}

  /**
   * @param connectors finds the connector of a connection that is open
   * @param told hears each answer, on this thread, while open
   */
  Describing(
      String connection,
      Function<String, Optional<Connector>> connectors,
      Question<D> question,
      Consumer<Answer<D>> told,
      InstantSource clock) {
    this.connection = connection;
    this.connectors = connectors;
    this.question = question;
    this.told = told;
    this.clock = clock;
  }

  void start(String name) {
    thread = Optional.of(Threads.startVirtual(name, this::run));
  }

  private void run() {
    Optional<D> detail = Optional.empty();
    while (open) {
      Optional<Fault> fault = Optional.empty();
      Optional<Connector> connector = connectors.apply(connection);
      if (connector.isEmpty()) {
        fault = Optional.of(Faults.notConnected(connection, clock.millis()));
      } else {
        try {
          detail = Optional.of(question.ask(connector.get()));
        } catch (ConnectorException e) {
          fault = Optional.of(Faults.of(connection, e.failure(), clock.millis()));
        }
      }
      if (open) {
        told.accept(new Answer<>(detail, fault));
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  @Override
  public void close() {
    open = false;
    thread.ifPresent(Thread::interrupt);
  }
}
