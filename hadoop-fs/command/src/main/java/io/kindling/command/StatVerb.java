package io.kindling.command;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.node.BlockRun;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.HeldBytes;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import io.kindling.command.output.TextTable;
import io.kindling.hadoop.load.CacheFiles;
import io.kindling.hadoop.load.Holdings.Piece;
import io.kindling.hadoop.status.HasKnownFile;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows where a path is in the cluster. */
@Command(
    name = "stat",
    description =
        "Shows a path's name in the cluster, its version, its policy, how much of it is in the"
            + " cache and on which nodes.")
final class StatVerb extends Verb {

  @Parameters(paramLabel = "PATH", description = "A file or folder.")
  private String path = "";

  /** What one node holds. */
  private record OnNode(StorageNodeInfo node, long blocks, long bytes, long owned) {}

  @Override
  public Integer call() throws IOException {
    try (Place place = place()) {
      CacheFiles.Place found = place.files().locate(path);
      PathPolicy policy = place.cluster().policies().of(found.uri());
      Map<String, @Nullable Object> json = Json.object("path", found.path(), "uri", found.uri());
      if (found.isFolder()) {
        folder(place.cluster(), found, policy, json);
      } else {
        file(place.cluster(), found, policy, json);
      }
      return ExitCode.DONE;
    }
  }

  private void folder(
      Cluster cluster,
      CacheFiles.Place found,
      PathPolicy policy,
      Map<String, @Nullable Object> json)
      throws IOException {
    List<OnNode> nodes = new ArrayList<>();
    for (NodeAnswer<Map<String, HeldBytes>> each : cluster.operator().heldBelow(found.uri())) {
      Map<String, HeldBytes> answer = each.answer();
      if (answer == null) {
        throw new IOException(each.node() + " does not answer", each.failure());
      }
      HeldBytes sum = answer.values().stream().reduce(HeldBytes.NONE, HeldBytes::plus);
      nodes.add(new OnNode(each.node(), sum.blocks(), sum.bytes(), 0));
    }
    json.put("type", "folder");
    json.put("bytesHeld", nodes.stream().mapToLong(OnNode::bytes).sum());
    json.put("policy", PolicyText.json(policy));
    json.put("nodes", nodes.stream().map(StatVerb::json).toList());
    show(
        json,
        out -> {
          out.printf("%s%n  name     %s%n", found.path(), found.uri());
          out.printf("  policy   %s%n", PolicyText.text(policy));
          TextTable table = new TextTable("  NODE", "BLOCKS", "BYTES");
          nodes.forEach(
              each -> table.row("  " + each.node, each.blocks, Quantities.bytes(each.bytes)));
          table.print(out);
          out.println("  \"kindling check\" says whether that is all of it");
        });
  }

  private void file(
      Cluster cluster,
      CacheFiles.Place found,
      PathPolicy policy,
      Map<String, @Nullable Object> json)
      throws IOException {
    FileStatus status = found.fileSystem().getFileStatus(found.path());
    if (!(status instanceof HasKnownFile has)) {
      throw new IOException(found.path() + " is not a file of the cache");
    }
    KnownFile file = has.known();
    FileVersion version = file.version();
    Piece whole = Piece.whole(version, cluster.layout());
    BitSet anywhere = new BitSet();
    List<OnNode> nodes = new ArrayList<>();
    for (StorageNodeInfo node : cluster.table().nodes()) {
      nodes.add(onNode(cluster, node, version, whole, anywhere));
    }
    long held = whole.bytes(anywhere, cluster.layout());
    json.put("type", "file");
    json.put("length", version.length());
    json.put("modified", Instant.ofEpochMilli(status.getModificationTime()));
    json.put("version", version.identity());
    json.put("strength", version.strength().name().toLowerCase(Locale.ROOT));
    json.put("blocks", whole.count());
    json.put("blocksHeld", anywhere.cardinality());
    json.put("bytesHeld", held);
    json.put("policy", PolicyText.json(policy));
    json.put("nodes", nodes.stream().map(StatVerb::json).toList());
    show(
        json,
        out -> {
          out.printf("%s%n  name     %s%n", found.path(), version.uri());
          out.printf(
              "  version  %s (%s)%n",
              version.identity(), version.strength().name().toLowerCase(Locale.ROOT));
          out.printf(
              "  cached   %s of %s (%s), %d of %d blocks%n",
              Quantities.bytes(held),
              Quantities.bytes(version.length()),
              Quantities.percent(held, version.length()),
              anywhere.cardinality(),
              whole.count());
          out.printf("  policy   %s%n", PolicyText.text(policy));
          TextTable table = new TextTable("  NODE", "BLOCKS", "BYTES", "BLOCKS OWNED");
          nodes.forEach(
              each ->
                  table.row(
                      "  " + each.node, each.blocks, Quantities.bytes(each.bytes), each.owned));
          table.print(out);
        });
  }

  private static OnNode onNode(
      Cluster cluster, StorageNodeInfo node, FileVersion version, Piece whole, BitSet anywhere)
      throws IOException {
    if (whole.count() == 0) {
      return new OnNode(node, 0, 0, 0);
    }
    BlockLayout layout = cluster.layout();
    BlockRun run = new BlockRun(version.versionKey(), 0, whole.count());
    BitSet held = cluster.operator().holds(node, List.of(run)).get(0);
    anywhere.or(held);
    long owned = 0;
    for (int block = 0; block < whole.count(); block++) {
      GroupId group = new GroupId(version.fileKey(), layout.groupOf(block));
      if (cluster.operator().ranked(group, 1).contains(node)) {
        owned++;
      }
    }
    return new OnNode(node, held.cardinality(), whole.bytes(held, layout), owned);
  }

  private static Map<String, @Nullable Object> json(OnNode each) {
    return Json.object(
        "identity",
        each.node.identity(),
        "host",
        each.node.host(),
        "port",
        each.node.transferPort(),
        "blocks",
        each.blocks,
        "bytes",
        each.bytes,
        "blocksOwned",
        each.owned);
  }
}
