package dev.weir.engine.deadletter.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** A JSON Patch as RFC 6902 defines it: all of its operations in order, or none. Immutable. */
final class JsonPatch {
  private final List<Operation> operations;

  private JsonPatch(List<Operation> operations) {
    this.operations = operations;
  }

  private sealed interface Operation {
    JsonNode on(JsonNode document) throws Unfit;
  }

  private record Add(Pointer path, JsonNode value) implements Operation {
    @Override
    public JsonNode on(JsonNode document) throws Unfit {
      return path.add(document, value.deepCopy());
    }
  }

  private record Remove(Pointer path) implements Operation {
    @Override
    public JsonNode on(JsonNode document) throws Unfit {
      return path.remove(document);
    }
  }

  private record Replace(Pointer path, JsonNode value) implements Operation {
    @Override
    public JsonNode on(JsonNode document) throws Unfit {
      return path.replace(document, value.deepCopy());
    }
  }

  private record Move(Pointer from, Pointer path) implements Operation {
    @Override
    public JsonNode on(JsonNode document) throws Unfit {
      JsonNode moved = from.in(document);
      return from.equals(path) ? document : path.add(from.remove(document), moved);
    }
  }

  private record Copy(Pointer from, Pointer path) implements Operation {
    @Override
    public JsonNode on(JsonNode document) throws Unfit {
      return path.add(document, from.in(document).deepCopy());
    }
  }

  private record Test(Pointer path, JsonNode value) implements Operation {
    @Override
    public JsonNode on(JsonNode document) throws Unfit {
      if (!Json.same(path.in(document), value)) {
        throw new Unfit("at " + path.text() + " is not what the patch tests for");
      }
      return document;
    }
  }

  /**
   * Reads a patch.
   *
   * @throws Unfit if it is none; the message names the operation
   */
  static JsonPatch read(String text) throws Unfit {
    JsonNode read;
    try {
      read = Json.read(text);
    } catch (Unfit unfit) {
      throw new Unfit(unfit.why().replace("its value", "the patch"));
    }
    if (!(read instanceof ArrayNode array)) {
      throw new Unfit("a patch is a list of operations, such as [{\"op\": \"remove\", …}]");
    }
    List<Operation> operations = new ArrayList<>();
    for (JsonNode one : array) {
      operations.add(operation(one, "operation " + (operations.size() + 1)));
    }
    return new JsonPatch(operations);
  }

  private static Operation operation(JsonNode one, String name) throws Unfit {
    String op = one.path("op").asString("");
    Pointer path = pointer(one, "path", name);
    return switch (op) {
      case "add" -> new Add(path, value(one, name));
      case "remove" -> new Remove(path);
      case "replace" -> new Replace(path, value(one, name));
      case "move" -> {
        Pointer from = pointer(one, "from", name);
        if (from.holds(path) && !from.equals(path)) {
          throw new Unfit(name + " of the patch moves something into itself");
        }
        yield new Move(from, path);
      }
      case "copy" -> new Copy(pointer(one, "from", name), path);
      case "test" -> new Test(path, value(one, name));
      default ->
          throw new Unfit(
              name + " of the patch is none of add, remove, replace, move, copy and test");
    };
  }

  private static Pointer pointer(JsonNode one, String member, String name) throws Unfit {
    JsonNode text = one.path(member);
    Optional<Pointer> pointer = text.isString() ? Pointer.of(text.asString()) : Optional.empty();
    return pointer.orElseThrow(
        () -> new Unfit(name + " of the patch has no \"" + member + "\" such as /order/total"));
  }

  private static JsonNode value(JsonNode one, String name) throws Unfit {
    JsonNode value = one.get("value");
    if (value == null) {
      throw new Unfit(name + " of the patch has no \"value\"");
    }
    return value;
  }

  /** What {@code document} becomes; it may be changed itself. */
  JsonNode on(JsonNode document) throws Unfit {
    JsonNode after = document;
    for (Operation operation : operations) {
      after = operation.on(after);
    }
    return after;
  }
}
