package io.kindling.spark.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One file in the log.
 *
 * @param entry the number of the entry that brought it
 */
record LogLine(long entry, SourceFile file) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("entry", entry);
    node.put("path", file.path());
    node.put("size", file.length());
    node.put("modificationTime", file.modificationTime());
    node.put("etag", file.etag());
    node.put("label", file.labels().label());
    node.put("synset", file.labels().synset());
    node.put("split", file.labels().split());
    return node.toString();
  }

  static LogLine parse(String json) throws IOException {
    try {
      JsonNode node = JSON.readTree(json);
      return new LogLine(
          node.required("entry").asLong(),
          SourceFile.of(
              node.required("path").asText(),
              node.required("size").asLong(),
              node.required("modificationTime").asLong(),
              text(node, "etag"),
              new Labels(
                  node.required("label").asInt(), text(node, "synset"), text(node, "split"))));
    } catch (JsonProcessingException | IllegalArgumentException damaged) {
      throw new IOException("no line of a log of pictures: " + json, damaged);
    }
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value.asText();
  }
}
