package writer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.connect.cli.ConnectStandalone;

/** Kafka Connect's own worker with a sink whose converter cannot read the records. */
public final class Connect {
  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    Path folder = Files.createTempDirectory("fx-connect");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Common.topics(admin, Map.of(), "fx-connect", "fx-connect-dlq", "fx-connect-bare-dlq");
      Common.send(bootstrap, "fx-connect");
      Map<String, String> worker = new HashMap<>();
      worker.put("bootstrap.servers", bootstrap);
      worker.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
      worker.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
      worker.put("value.converter.schemas.enable", "false");
      worker.put("offset.storage.file.filename", folder.resolve("offsets").toString());
      worker.put("listeners", "http://127.0.0.1:0");
      worker.put("plugin.discovery", "service_load");
      Path workerFile = write(folder.resolve("worker.properties"), worker);
      Path told =
          write(folder.resolve("told.properties"), sink(folder, "fx-sink", "fx-connect-dlq", true));
      Path bare =
          write(
              folder.resolve("bare.properties"),
              sink(folder, "fx-bare-sink", "fx-connect-bare-dlq", false));
      var thread =
          new Thread(
              () ->
                  ConnectStandalone.main(
                      new String[] {workerFile.toString(), told.toString(), bare.toString()}));
      thread.setDaemon(true);
      thread.start();
      Common.await(admin, "fx-connect-dlq", 2);
      Common.await(admin, "fx-connect-bare-dlq", 2);
    }
    Runtime.getRuntime().halt(0);
  }

  private static Map<String, String> sink(Path folder, String name, String dlq, boolean headers) {
    Map<String, String> sink = new HashMap<>();
    sink.put("name", name);
    sink.put("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector");
    sink.put("tasks.max", "1");
    sink.put("topics", "fx-connect");
    sink.put("file", folder.resolve(name + ".out").toString());
    sink.put("errors.tolerance", "all");
    sink.put("errors.deadletterqueue.topic.name", dlq);
    sink.put("errors.deadletterqueue.topic.replication.factor", "1");
    sink.put("errors.deadletterqueue.context.headers.enable", Boolean.toString(headers));
    return sink;
  }

  private static Path write(Path file, Map<String, String> properties) throws Exception {
    var text = new StringBuilder();
    properties.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Files.writeString(file, text);
    return file;
  }
}
