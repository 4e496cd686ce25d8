package io.kindling.command;

import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.store.HeldBytes;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import io.kindling.command.output.TextTable;
import io.kindling.hadoop.load.CacheFiles;
import io.kindling.hadoop.load.Holdings;
import io.kindling.hadoop.load.Holdings.Piece;
import io.kindling.hadoop.mount.UserPaths;
import io.kindling.hadoop.status.HasKnownFile;
import io.kindling.hadoop.status.KnownFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists a folder, and how much of what is in it the cluster holds. */
@Command(
    name = "ls",
    description =
        "Lists a folder as the under store shows it now, and how much of each file and folder is in"
            + " the cache. Of folders all that is held counts, replicas and older versions too.")
final class LsVerb extends Verb {

  @Parameters(
      paramLabel = "PATH",
      defaultValue = "/",
      description = "A file or folder; without one, the mounts.")
  private String path = "/";

  /** One line. */
  private record Entry(Path path, boolean isFolder, long length, long held) {}

  @Override
  public Integer call() throws IOException {
    try (Place place = place()) {
      Path listed = CacheFiles.path(path);
      FileSystem fileSystem = place.files().of(listed);
      FileStatus[] statuses = fileSystem.listStatus(listed);
      List<Entry> entries = entries(place, fileSystem, statuses);
      show(
          Json.object("path", listed, "entries", entries.stream().map(LsVerb::json).toList()),
          out -> {
            TextTable table = new TextTable("SIZE", "CACHED", "", "PATH");
            entries.forEach(entry -> row(table, entry));
            table.print(out);
          });
      return ExitCode.DONE;
    }
  }

  private static List<Entry> entries(Place place, FileSystem fileSystem, FileStatus[] statuses)
      throws IOException {
    List<KnownFile> files = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    Map<String, Map<String, HeldBytes>> below = new TreeMap<>();
    for (FileStatus status : statuses) {
      if (status instanceof HasKnownFile has && has.known().isFile()) {
        files.add(has.known());
      } else if (status.isDirectory()) {
        entries.add(folder(place, fileSystem, status, below));
      }
    }
    Cluster cluster = place.cluster();
    Holdings holdings = new Holdings(cluster.operator(), cluster.layout(), 1);
    List<Piece> pieces =
        files.stream().map(file -> Piece.whole(file.version(), cluster.layout())).toList();
    List<BitSet> held = holdings.of(pieces);
    for (int i = 0; i < files.size(); i++) {
      entries.add(
          new Entry(
              files.get(i).path(),
              false,
              files.get(i).version().length(),
              pieces.get(i).bytes(held.get(i), cluster.layout())));
    }
    return entries;
  }

  /** All folders of one folder are asked for with one question. */
  private static Entry folder(
      Place place,
      FileSystem fileSystem,
      FileStatus status,
      Map<String, Map<String, HeldBytes>> below)
      throws IOException {
    Path path = status.getPath();
    boolean isAMount =
        UserPaths.CACHE_SCHEME.equals(path.toUri().getScheme()) && path.getParent().isRoot();
    String uri;
    try {
      uri = CacheFiles.place(fileSystem, status).uri();
    } catch (FileNotFoundException onlyMounts) {
      // A folder above mounts that no store has.
      return new Entry(path, true, 0, 0);
    }
    int end = uri.lastIndexOf('/', uri.length() - 2) + 1;
    // A mount may show the top of a store, which is in no folder.
    String parent = isAMount ? uri : uri.substring(0, end);
    if (!below.containsKey(parent)) {
      below.put(parent, held(place.cluster(), parent));
    }
    Map<String, HeldBytes> children = below.get(parent);
    long bytes =
        isAMount
            ? children.values().stream().mapToLong(HeldBytes::bytes).sum()
            : children.getOrDefault(uri.substring(end), HeldBytes.NONE).bytes();
    return new Entry(path, true, 0, bytes);
  }

  private static Map<String, HeldBytes> held(Cluster cluster, String uri) throws IOException {
    Map<String, HeldBytes> sums = new TreeMap<>();
    for (NodeAnswer<Map<String, HeldBytes>> each : cluster.operator().heldBelow(uri)) {
      Map<String, HeldBytes> answer = each.answer();
      if (answer == null) {
        throw new IOException(each.node() + " does not answer", each.failure());
      }
      answer.forEach((child, held) -> sums.merge(child, held, HeldBytes::plus));
    }
    return sums;
  }

  private static Map<String, @Nullable Object> json(Entry entry) {
    return Json.object(
        "path",
        entry.path,
        "type",
        entry.isFolder ? "folder" : "file",
        "length",
        entry.isFolder ? null : entry.length,
        "bytesHeld",
        entry.held);
  }

  private static void row(TextTable table, Entry entry) {
    table.row(
        entry.isFolder ? "-" : Quantities.bytes(entry.length),
        Quantities.bytes(entry.held),
        entry.isFolder ? "" : Quantities.percent(entry.held, entry.length),
        entry.path + (entry.isFolder ? "/" : ""));
  }
}
