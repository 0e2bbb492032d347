package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Position;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Has a group of one stream go on after another entry (XGROUP SETID). What is pending stays
 * pending. Thread-safe.
 */
final class OffsetResets {
  private final Servers servers;
  private final KeyNames names;

  OffsetResets(Servers servers, KeyNames names) {
    this.servers = servers;
    this.names = names;
  }

  OffsetReset plan(GroupRef group, StreamRef stream, TailFrom to) {
    byte[] key = names.key(stream.name());
    StreamFacts facts = StreamFacts.of(Reply.list(servers.ask(key, Command.streamInfo(key))));
    GroupFacts now = StartingPoint.group(servers, stream, key, group.name());
    StartingPoint target = StartingPoint.find(servers, stream, key, facts, to);
    OptionalLong passed =
        now.entriesRead().isPresent() && target.passed() >= 0
            ? OptionalLong.of(target.passed() - now.entriesRead().getAsLong())
            : target.after().equals(now.lastDelivered())
                ? OptionalLong.of(0)
                : OptionalLong.empty();
    return new OffsetReset(
        group,
        stream,
        List.of(
            new OffsetReset.Step(
                new PartitionRef(stream, 0),
                Optional.of(now.lastDelivered()),
                target.after(),
                passed)));
  }

  void apply(OffsetReset reset) {
    StreamRef stream = reset.stream();
    byte[] key = names.key(stream.name());
    OffsetReset.Step step = reset.steps().getFirst();
    Position now = StartingPoint.group(servers, stream, key, reset.group().name()).lastDelivered();
    if (!step.committed().equals(Optional.of(now))) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "Group '"
                  + reset.group().name()
                  + "' has read on to "
                  + now
                  + " since the preview: nothing was changed.",
              "Preview again."));
    }
    if (!(step.target() instanceof EntryId after)) {
      throw new IllegalArgumentException(step + " is not of a Redis stream");
    }
    Object unused =
        servers.ask(
            key, Command.setId(key, names.key(reset.group().name()), EntryIds.bytes(after)));
  }
}
