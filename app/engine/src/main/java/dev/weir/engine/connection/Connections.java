package dev.weir.engine.connection;

import dev.weir.engine.finding.Fault;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.secret.KeychainEntries;
import dev.weir.engine.secret.Keychains;
import dev.weir.engine.secret.MissingSecretException;
import dev.weir.engine.secret.Secret;
import dev.weir.engine.secret.SecretReference;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.JsonFile;
import dev.weir.engine.settings.UserFolders;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.CheckStep;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections of one console: those saved in {@code connections.json} and temporary ones. Keeps the
 * connectors in step with what the user wants. Thread-safe; work that blocks is done on virtual
 * threads, one at a time per connection.
 */
public final class Connections implements ConnectionDesk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ConnectionFile file;
  private final KeychainEntries keychain;
  private final List<ConnectorProvider> providers;
  private final SecretResolver secrets;
  private final InstantSource clock;
  private final ConnectionImport importer;
  private final Slot<List<ConnectionStatus>> statuses = new Slot<>(List.of());

  /** Guards entries and all that is in them; never held while anything blocks. */
  private final Object lock = new Object();

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Guards watchers and {@link Entry#announced}: held while watchers are told. */
  private final Object watchLock = new Object();

  private final List<ConnectionWatcher> watchers = new ArrayList<>();

  /** Names of work under way; its own lock. */
  private final List<String> workUnderWay = new ArrayList<>();

  /** Reads the saved connections; opens none. */
  public Connections(
      UserFolders folders,
      List<ConnectorProvider> providers,
      SecretResolver secrets,
      InstantSource clock) {
    this.file = new ConnectionFile(new JsonFile(folders.connectionsFile(), clock));
    this.keychain =
        new KeychainEntries(
            secrets.keychain(), Integer.toHexString(folders.config().toAbsolutePath().hashCode()));
    this.providers = List.copyOf(providers);
    this.secrets = secrets;
    this.clock = clock;
    this.importer = new ConnectionImport(this.providers);
    for (ConnectionFile.Stored stored : file.read()) {
      // A secret somebody wrote into the file by hand works, but is not shown.
      HiddenSecrets split = split(stored.settings());
      var entry = new Entry(split.withAsk(), true);
      entry.answers.putAll(split.answers());
      entry.openAtStart = stored.open();
      entries.put(stored.settings().name(), entry);
    }
    publish();
  }

  @Override
  public Optional<String> notice() {
    return file.notice();
  }

  /** Opens the saved connections that were open when they were last used. */
  public void openSaved() {
    List<Entry> all;
    synchronized (lock) {
      all = entries.values().stream().filter(entry -> entry.openAtStart).toList();
      all.forEach(entry -> want(entry, true));
    }
    publish();
    all.forEach(this::reconcileSoon);
  }

  /** Opens a connection that is not saved. Plain secrets in it stay in memory. */
  public void openTemporary(ConnectionSettings settings) {
    HiddenSecrets split = split(settings);
    var entry = new Entry(split.withAsk(), false);
    entry.answers.putAll(split.answers());
    synchronized (lock) {
      refuseTaken("", settings.name());
      entries.put(settings.name(), entry);
      want(entry, true);
    }
    publish();
    reconcileSoon(entry);
  }

  /** Tells {@code watcher} of connectors now open, and of all that open and close from now on. */
  public void watch(ConnectionWatcher watcher) {
    synchronized (watchLock) {
      watchers.add(watcher);
      List<Entry> all;
      synchronized (lock) {
        all = List.copyOf(entries.values());
      }
      for (Entry entry : all) {
        if (entry.announced != null) {
          watcher.opened(entry.announcedSettings, entry.announced);
        }
      }
    }
  }

  /** Takes in what whoever uses a connection found out; ignored unless it is open. */
  public void report(String name, ConnectionReport report) {
    synchronized (lock) {
      Entry entry = entries.get(name);
      if (entry == null || !entry.wantOpen || entry.connector == null) {
        return;
      }
      entry.report = report;
    }
    publish();
  }

  @Override
  public Slot<List<ConnectionStatus>> statuses() {
    return statuses;
  }

  @Override
  public String withoutKeychain() {
    return keychain.hasKeychain() ? "" : Keychains.remedy(System.getProperty("os.name", ""));
  }

  /** The name of each, open or not. */
  public List<String> names() {
    return statuses.latest().value().stream().map(status -> status.settings().name()).toList();
  }

  @Override
  public List<Kind> kinds() {
    return providers.stream()
        .map(
            provider ->
                new Kind(
                    provider.kind(),
                    provider.displayName(),
                    provider.addressExample(),
                    List.copyOf(new TreeSet<>(provider.secretProperties()))))
        .toList();
  }

  @Override
  public List<String> problems(ConnectionSettings settings) {
    return problems(settings.name(), settings);
  }

  @Override
  public List<String> problems(String previousName, ConnectionSettings settings) {
    List<String> problems = new ArrayList<>();
    String name = settings.name();
    if (name.isBlank()) {
      problems.add("The connection has no name. Give it one.");
    } else if (!name.equals(name.strip())
        || name.codePoints().anyMatch(c -> c == '/' || Character.isISOControl(c))) {
      problems.add(
          "A name has no slash, no control character, and no blank at its beginning or end.");
    }
    synchronized (lock) {
      if (!name.equals(previousName) && entries.containsKey(name)) {
        problems.add(taken(name));
      }
    }
    if (settings.address().isBlank()) {
      problems.add("The connection has no address. Type where the broker listens.");
    }
    Optional<ConnectorProvider> provider = provider(settings.kind());
    if (provider.isEmpty()) {
      problems.add(unknownKind(settings.kind()));
    } else if (!settings.address().isBlank()) {
      HiddenSecrets split = split(settings);
      problems.addAll(provider.get().problems(spec(split.withAsk(), split.withAsk().properties())));
    }
    return problems;
  }

  @Override
  public void save(String previousName, ConnectionSettings settings) {
    HiddenSecrets split = split(settings);
    Entry entry;
    Optional<Entry> renamed = Optional.empty();
    Set<String> unused = new HashSet<>();
    synchronized (lock) {
      refuseTaken(previousName, settings.name());
      Entry before = entries.get(previousName.isEmpty() ? settings.name() : previousName);
      if (before != null && before.settings.name().equals(settings.name())) {
        entry = before;
      } else {
        entry = new Entry(split.withAsk(), true);
        if (before != null) {
          entry.answers.putAll(before.answers);
          renamed = Optional.of(before);
          want(before, false);
          before.removed = true;
        }
        replace(previousName, entry);
      }
      if (before != null) {
        unused.addAll(KeychainEntries.names(before.settings.properties().values()));
      }
      entry.saved = true;
      entry.settings = split.withAsk();
      entry.answers.keySet().retainAll(settings.properties().keySet());
      entry.answers.putAll(split.answers());
      entry.unresolved.clear();
      want(entry, true);
    }
    publish();
    renamed.ifPresent(this::reconcileSoon);
    startWork(
        "save-" + settings.name(),
        () -> {
          keep(entry, previousName, split);
          forget(unused);
          reconcile(entry);
        });
  }

  @Override
  public void remove(String name) {
    Entry entry;
    synchronized (lock) {
      entry = entries.remove(name);
      if (entry == null) {
        return;
      }
      entry.removed = true;
      want(entry, false);
    }
    publish();
    startWork(
        "remove-" + name,
        () -> {
          reconcile(entry);
          if (entry.saved) {
            file.remove(name);
            forget(KeychainEntries.names(entry.settings.properties().values()));
          }
        });
  }

  @Override
  public void setOpen(String name, boolean open) {
    Entry entry;
    synchronized (lock) {
      entry = entries.get(name);
      if (entry == null || entry.wantOpen == open) {
        return;
      }
      want(entry, open);
    }
    publish();
    startWork(
        (open ? "open-" : "close-") + name,
        () -> {
          reconcile(entry);
          writeDown(entry, name);
        });
  }

  @Override
  public void answerSecrets(String name, Map<String, String> secretsByProperty) {
    Entry entry;
    synchronized (lock) {
      entry = entries.get(name);
      if (entry == null) {
        return;
      }
      secretsByProperty.forEach(
          (property, secret) -> entry.answers.put(property, new Secret(secret)));
      entry.unresolved.removeAll(secretsByProperty.keySet());
      want(entry, true);
    }
    publish();
    reconcileSoon(entry);
  }

  @Override
  public List<String> secretsToAsk(ConnectionSettings settings) {
    Set<String> ask = new TreeSet<>();
    synchronized (lock) {
      Entry entry = entries.get(settings.name());
      settings
          .properties()
          .forEach(
              (property, value) -> {
                boolean isAnswered = entry != null && entry.answers.containsKey(property);
                if (!isAnswered && SecretReference.in(value).contains(new SecretReference.Ask())) {
                  ask.add(property);
                }
              });
      if (entry != null) {
        ask.addAll(entry.unresolved);
      }
    }
    return List.copyOf(ask);
  }

  @Override
  public CheckRun check(ConnectionSettings settings) {
    var run = new RunningCheck(clock);
    HiddenSecrets split = split(settings);
    Map<String, Secret> answers = new HashMap<>();
    synchronized (lock) {
      Entry entry = entries.get(settings.name());
      if (entry != null) {
        answers.putAll(entry.answers);
      }
    }
    answers.putAll(split.answers());
    Threads.startVirtual("check-" + settings.name(), () -> runCheck(run, split.withAsk(), answers));
    return run;
  }

  /**
   * How to reach {@code settings}, with every secret in its place: for whoever opens a connection
   * of its own. Blocks, as a keychain may ask the user.
   *
   * @param typed secrets by property, for those of {@link #secretsToAsk}
   * @throws MissingSecretException if a secret is not where its reference says
   */
  public ConnectionSpec resolved(ConnectionSettings settings, Map<String, Secret> typed)
      throws MissingSecretException {
    HiddenSecrets split = split(settings);
    Map<String, Secret> answers = new HashMap<>();
    synchronized (lock) {
      Entry entry = entries.get(settings.name());
      if (entry != null && entry.settings.equals(settings)) {
        answers.putAll(entry.answers);
      }
    }
    answers.putAll(split.answers());
    answers.putAll(typed);
    try {
      return resolve(split.withAsk(), answers);
    } catch (UnresolvedProperty e) {
      throw e.missing;
    }
  }

  @Override
  public ConnectionSettings fromAddress(String pasted) {
    return unusedName(importer.address(pasted));
  }

  @Override
  public ConnectionSettings importFile(Path path) throws IOException {
    return unusedName(importer.file(path));
  }

  /** Closes all connectors; blocks until they are closed and all that was saved is written. */
  @Override
  public void close() {
    List<Entry> all;
    synchronized (lock) {
      all = List.copyOf(entries.values());
      all.forEach(entry -> want(entry, false));
    }
    for (Entry entry : all) {
      startWork("close-" + entry.settings.name(), () -> reconcile(entry));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    synchronized (workUnderWay) {
      try {
        while (!workUnderWay.isEmpty() && System.nanoTime() - deadline < 0) {
          workUnderWay.wait(100);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      workUnderWay.forEach(name -> LOG.warn("Still at work when the console was closed: {}", name));
    }
    publish();
  }

  // --- wanted state and its keeping -------------------------------------------------------------

  /** Under {@link #lock}. Whatever is open now is closed, and opened anew if {@code open}. */
  private void want(Entry entry, boolean open) {
    entry.wantOpen = open;
    entry.wantedGeneration++;
    entry.report =
        entry.fresh(open ? ConnectionStatus.State.CONNECTING : ConnectionStatus.State.CLOSED);
  }

  /** Work that {@link #close} waits for, as it may be about to write what was just saved. */
  private void startWork(String name, Runnable work) {
    synchronized (workUnderWay) {
      workUnderWay.add(name);
    }
    Threads.startVirtual(
        name,
        () -> {
          try {
            work.run();
          } finally {
            synchronized (workUnderWay) {
              workUnderWay.remove(name);
              workUnderWay.notifyAll();
            }
          }
        });
  }

  private void reconcileSoon(Entry entry) {
    startWork("open-" + entry.settings.name(), () -> reconcile(entry));
  }

  /** Brings the connector in step with what is wanted, however often that changes meanwhile. */
  private void reconcile(Entry entry) {
    synchronized (entry.working) {
      while (true) {
        long generation;
        boolean open;
        ConnectionSettings settings;
        Map<String, Secret> answers;
        Connector stale;
        synchronized (lock) {
          generation = entry.wantedGeneration;
          if (generation == entry.reachedGeneration) {
            return;
          }
          open = entry.wantOpen;
          settings = entry.settings;
          answers = Map.copyOf(entry.answers);
          stale = entry.connector;
          entry.connector = null;
        }
        if (stale != null) {
          retire(entry, stale);
        }
        if (open) {
          open(entry, settings, answers, generation);
        }
        synchronized (lock) {
          entry.reachedGeneration = generation;
        }
        publish();
      }
    }
  }

  private void open(
      Entry entry, ConnectionSettings settings, Map<String, Secret> answers, long generation) {
    Optional<ConnectorProvider> provider = provider(settings.kind());
    if (provider.isEmpty()) {
      fail(
          entry,
          generation,
          ConnectionStatus.State.CLOSED,
          unknownKind(settings.kind()),
          "Edit the connection or remove it.");
      return;
    }
    try {
      Connector connector = provider.get().open(resolve(settings, answers));
      synchronized (lock) {
        entry.connector = connector;
      }
      synchronized (watchLock) {
        entry.announced = connector;
        entry.announcedSettings = settings;
        watchers.forEach(watcher -> watcher.opened(settings, connector));
      }
    } catch (UnresolvedProperty e) {
      synchronized (lock) {
        entry.unresolved.add(e.property);
      }
      fail(
          entry,
          generation,
          ConnectionStatus.State.NEEDS_SECRET,
          e.missing.what(),
          e.missing.remedy());
    } catch (ConnectorException e) {
      LOG.warn("{} could not be opened: {}", settings.name(), e.failure().what());
      fail(
          entry, generation, ConnectionStatus.State.AWAY, e.failure().what(), e.failure().remedy());
    } catch (RuntimeException e) {
      // Its message may quote a property's value, so neither log nor window get it.
      LOG.warn("{} could not be opened: {}", settings.name(), e.getClass().getName());
      fail(
          entry,
          generation,
          ConnectionStatus.State.AWAY,
          "The client refused the properties of this connection.",
          "Check them in the connection's settings.");
    }
  }

  private void retire(Entry entry, Connector connector) {
    synchronized (watchLock) {
      if (entry.announced == connector) {
        entry.announced = null;
        watchers.forEach(watcher -> watcher.closed(connector.name()));
      }
    }
    try {
      connector.close();
    } catch (RuntimeException e) {
      LOG.warn("{} did not close cleanly: {}", connector.name(), e.getClass().getName());
    }
  }

  private void fail(
      Entry entry, long generation, ConnectionStatus.State state, String what, String remedy) {
    synchronized (lock) {
      if (entry.wantedGeneration == generation) {
        Fault fault = new Fault(clock.millis(), entry.settings.name(), what, remedy);
        entry.report =
            new ConnectionReport(state, "", 0, 0, OptionalLong.empty(), "", Optional.of(fault));
      }
    }
  }

  // --- secrets ----------------------------------------------------------------------------------

  private HiddenSecrets split(ConnectionSettings settings) {
    return HiddenSecrets.of(
        settings,
        provider(settings.kind()).map(ConnectorProvider::secretProperties).orElse(Set.of()));
  }

  /** Moves new secrets to the keychain, as far as there is one, and writes the file. */
  private void keep(Entry entry, String previousName, HiddenSecrets split) {
    synchronized (entry.working) {
      Set<String> taken = keychainNamesOfOthers(entry);
      Map<String, List<SecretReference>> references = new HashMap<>();
      split
          .hidden()
          .forEach(
              (property, hidden) -> {
                List<SecretReference> ofProperty = new ArrayList<>();
                for (int i = 0; i < hidden.secrets().size(); i++) {
                  ofProperty.add(
                      keychain.keepOrAsk(
                          entry.settings.name(), property, i, hidden.secrets().get(i), taken));
                }
                references.put(property, ofProperty);
              });
      ConnectionSettings kept =
          split.with((property, _) -> references.getOrDefault(property, List.of()));
      synchronized (lock) {
        if (entry.settings.equals(split.withAsk())) {
          entry.settings = kept;
        }
      }
    }
    publish();
    writeDown(entry, previousName);
  }

  private Set<String> keychainNamesOfOthers(Entry entry) {
    Set<String> names = new HashSet<>();
    synchronized (lock) {
      for (Entry other : entries.values()) {
        if (other != entry) {
          names.addAll(KeychainEntries.names(other.settings.properties().values()));
        }
      }
    }
    return names;
  }

  /** Removes from the keychain what no connection refers to any more. */
  private void forget(Set<String> names) {
    Set<String> unused = new HashSet<>(names);
    synchronized (lock) {
      entries
          .values()
          .forEach(
              entry ->
                  unused.removeAll(KeychainEntries.names(entry.settings.properties().values())));
    }
    keychain.forget(unused);
  }

  private ConnectionSpec resolve(ConnectionSettings settings, Map<String, Secret> answers)
      throws UnresolvedProperty {
    Map<String, String> resolved = new HashMap<>();
    for (Map.Entry<String, String> property : settings.properties().entrySet()) {
      String name = property.getKey();
      Optional<Secret> answer = Optional.ofNullable(answers.get(name));
      try {
        resolved.put(name, secrets.resolve(name, property.getValue(), answer));
      } catch (MissingSecretException e) {
        throw new UnresolvedProperty(name, e);
      }
    }
    return spec(settings, resolved);
  }

  private static final class UnresolvedProperty extends Exception {
    private static final long serialVersionUID = 1L;

    private final String property;
    private final MissingSecretException missing;

    UnresolvedProperty(String property, MissingSecretException missing) {
      super(missing);
      this.property = property;
      this.missing = missing;
    }
  }

  // --- the rest ---------------------------------------------------------------------------------

  private void runCheck(
      RunningCheck run, ConnectionSettings settings, Map<String, Secret> answers) {
    try {
      Optional<ConnectorProvider> provider = provider(settings.kind());
      if (provider.isEmpty()) {
        run.step(failed("Settings", unknownKind(settings.kind())));
      } else {
        provider.get().check(resolve(settings, answers), run::step);
      }
    } catch (UnresolvedProperty e) {
      run.step(failed("Secrets", e.missing.what() + " " + e.missing.remedy()));
    } catch (ConnectorException e) {
      run.step(failed("Connect", e.failure().sentence()));
    } catch (RuntimeException e) {
      LOG.warn("The test of {} broke off: {}", settings.name(), e.getClass().getName());
      run.step(
          failed("Settings", "The client refused the properties of this connection. Check them."));
    } finally {
      run.finish();
    }
  }

  private static CheckStep failed(String name, String detail) {
    return new CheckStep(name, CheckStep.Outcome.FAILED, detail, Duration.ZERO);
  }

  private void writeDown(Entry entry, String previousName) {
    ConnectionFile.Stored stored;
    synchronized (lock) {
      if (!entry.saved || entry.removed) {
        return;
      }
      stored = new ConnectionFile.Stored(entry.settings, entry.wantOpen);
    }
    file.put(previousName.isEmpty() ? stored.settings().name() : previousName, stored);
  }

  private Optional<ConnectorProvider> provider(String kind) {
    return providers.stream().filter(provider -> provider.kind().equals(kind)).findFirst();
  }

  private static ConnectionSpec spec(ConnectionSettings settings, Map<String, String> properties) {
    return new ConnectionSpec(settings.name(), settings.kind(), settings.address(), properties);
  }

  private String unknownKind(String kind) {
    Collection<String> known = providers.stream().map(ConnectorProvider::kind).toList();
    return "There is no connector for \""
        + kind
        + "\"; known are "
        + String.join(", ", known)
        + ".";
  }

  private static String taken(String name) {
    return "There is a connection named \"" + name + "\" already. Choose another name.";
  }

  /** Under {@link #lock}. */
  private void refuseTaken(String previousName, String name) {
    if (!name.equals(previousName) && entries.containsKey(name)) {
      throw new IllegalArgumentException(taken(name));
    }
  }

  /** Under {@link #lock}. Puts {@code entry} where {@code previousName} was, or behind all. */
  private void replace(String previousName, Entry entry) {
    Map<String, Entry> reordered = new LinkedHashMap<>();
    entries.forEach(
        (name, other) ->
            reordered.put(
                name.equals(previousName) ? entry.settings.name() : name,
                name.equals(previousName) ? entry : other));
    reordered.putIfAbsent(entry.settings.name(), entry);
    entries.clear();
    entries.putAll(reordered);
  }

  private ConnectionSettings unusedName(ConnectionSettings settings) {
    String base = settings.name().replaceAll("[/\\p{Cntrl}]", "-").strip();
    String name = base;
    synchronized (lock) {
      for (int i = 2; entries.containsKey(name); i++) {
        name = base + " " + i;
      }
    }
    return new ConnectionSettings(
        name,
        settings.kind(),
        settings.address(),
        settings.properties(),
        settings.environment(),
        settings.readOnly());
  }

  private void publish() {
    synchronized (lock) {
      statuses.publish(entries.values().stream().map(Entry::status).toList(), clock.millis());
    }
  }

  /** One connection. Fields are guarded by {@link #lock} unless they say otherwise. */
  private static final class Entry {
    /** Held while the connector is opened or closed: one such work at a time. */
    private final Object working = new Object();

    private final Map<String, Secret> answers = new HashMap<>();
    private final Set<String> unresolved = new HashSet<>();
    private ConnectionSettings settings;
    private ConnectionReport report;
    private boolean saved;
    private boolean removed;
    private boolean openAtStart;
    private boolean wantOpen;
    private long wantedGeneration;
    private long reachedGeneration;
    private @Nullable Connector connector;

    /** Told to watchers as open; guarded by {@link #watchLock}, like the settings told. */
    private @Nullable Connector announced;

    private ConnectionSettings announcedSettings;

    Entry(ConnectionSettings settings, boolean saved) {
      this.settings = settings;
      this.announcedSettings = settings;
      this.saved = saved;
      this.report = fresh(ConnectionStatus.State.CLOSED);
    }

    ConnectionReport fresh(ConnectionStatus.State state) {
      return new ConnectionReport(state, "", 0, 0, OptionalLong.empty(), "", Optional.empty());
    }

    ConnectionStatus status() {
      return new ConnectionStatus(
          settings,
          report.state(),
          report.broker(),
          report.streams(),
          report.groups(),
          report.answerMillis(),
          report.limits(),
          report.fault());
    }
  }
}
