package dev.weir.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.io.JsonStringEncoder;

/** One line of JSON for the process that started this one. */
final class Report {
  private final Map<String, String> members = new LinkedHashMap<>();

  static Report problem(String problem, String remedy) {
    return new Report().text("problem", problem).text("remedy", remedy);
  }

  Report text(String name, String value) {
    members.put(name, quoted(value));
    return this;
  }

  Report number(String name, long value) {
    members.put(name, Long.toString(value));
    return this;
  }

  Report texts(String name, List<String> values) {
    members.put(
        name, values.stream().map(Report::quoted).collect(Collectors.joining(",", "[", "]")));
    return this;
  }

  Report flag(String name) {
    members.put(name, "true");
    return this;
  }

  Report nothing(String name) {
    members.put(name, "null");
    return this;
  }

  String line() {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }
}
