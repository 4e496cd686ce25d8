package io.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsShell;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verbs of {@code hadoop fs}, one after the other on the bare store and through the cache: same
 * exit code, same output but for paths and times.
 */
@Timeout(600)
class ShellTest {

  /** {@code ROOT} is the tree, {@code LOCAL} a local folder. */
  private static final List<String> COMMANDS =
      List.of(
          "-mkdir ROOT/a",
          "-mkdir ROOT/a",
          "-mkdir -p ROOT/a/b/c",
          "-put LOCAL/small.txt ROOT/a/small.txt",
          "-put LOCAL/small.txt ROOT/a/small.txt",
          "-put -f LOCAL/large.bin ROOT/a/large.bin",
          "-copyFromLocal LOCAL/small.txt ROOT/a/b",
          "-touchz ROOT/a/empty",
          "-touch ROOT/a/touched",
          "-ls ROOT",
          "-ls -R ROOT",
          "-ls ROOT/none",
          "-cat ROOT/a/small.txt",
          "-cat ROOT/a/small.txt ROOT/none",
          "-text ROOT/a/small.txt",
          "-head ROOT/a/small.txt",
          "-tail ROOT/a/small.txt",
          "-stat %n,%b,%F,%r ROOT/a/small.txt ROOT/a",
          "-du ROOT",
          "-du -s ROOT/a",
          "-count ROOT/a",
          "-find ROOT -name small*",
          "-test -e ROOT/a/small.txt",
          "-test -d ROOT/a/small.txt",
          "-test -z ROOT/a/empty",
          "-cp ROOT/a/small.txt ROOT/a/copy.txt",
          "-cp -f ROOT/a/large.bin ROOT/a/small.txt",
          "-cat ROOT/a/copy.txt",
          "-mv ROOT/a/copy.txt ROOT/moved.txt",
          "-mv ROOT/none ROOT/nowhere",
          "-cat ROOT/moved.txt",
          "-appendToFile LOCAL/small.txt ROOT/moved.txt",
          "-cat ROOT/moved.txt",
          "-truncate -w 5 ROOT/moved.txt",
          "-setrep 1 ROOT/moved.txt",
          "-chmod 640 ROOT/moved.txt",
          "-ls ROOT/moved.txt",
          "-getfacl ROOT/moved.txt",
          "-setfattr -n user.note -v text ROOT/moved.txt",
          "-getfattr -d ROOT/moved.txt",
          "-checksum ROOT/moved.txt",
          "-get ROOT/a/large.bin LOCAL/back.bin",
          "-getmerge ROOT/a/b LOCAL/merged.txt",
          "-copyToLocal ROOT/none LOCAL/none",
          "-concat ROOT/moved.txt ROOT/a/touched",
          "-rm ROOT/a",
          "-rm -skipTrash ROOT/a/empty",
          "-rmdir ROOT/a/b",
          "-rm -r -skipTrash ROOT/a",
          "-rm -f ROOT/none",
          "-ls -R ROOT");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void localFileSystem(Access access) throws Exception {
    try (TestStore store = new LocalStore(folder.resolve("store"))) {
      compare(store, access);
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void hdfs(Access access) throws Exception {
    try (TestStore store = new HdfsStore(folder.resolve("hdfs"))) {
      compare(store, access);
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void s3(Access access) throws Exception {
    try (TestStore store = new S3Store(folder.resolve("s3"))) {
      compare(store, access);
    }
  }

  private void compare(TestStore store, Access access) throws Exception {
    Map<String, String> bare = session(store, Access.BARE);
    Map<String, String> cached = session(store, access);
    cached.forEach(
        (command, seen) ->
            assertThat(seen).as("hadoop fs %s", command).isEqualTo(bare.get(command)));
    assertThat(bare.get("files")).contains("back.bin", "merged.txt");
  }

  /** What each command answers, and last the files that are in the local folder after all. */
  private Map<String, String> session(TestStore store, Access access) throws Exception {
    Map<String, String> answers = new LinkedHashMap<>();
    try (Shell shell = new Shell(store, access, folder.resolve(access.label()))) {
      for (int i = 0; i < COMMANDS.size(); i++) {
        answers.put(i + ": " + COMMANDS.get(i), shell.run(COMMANDS.get(i)));
      }
      answers.put("files", shell.files());
    }
    return answers;
  }

  /** One user's shell: a tree of the store and a local folder. */
  private static final class Shell implements AutoCloseable {

    private final Configuration configuration;
    private final Tree tree;
    private final Path local;

    Shell(TestStore store, Access access, Path local) throws IOException {
      this.local = Files.createDirectories(local);
      Files.writeString(local.resolve("small.txt"), "some words\nof a text\n");
      byte[] large = new byte[100_000];
      new Random(5).nextBytes(large);
      Files.write(local.resolve("large.bin"), large);
      configuration = store.configuration();
      access.configure(configuration, store);
      FileSystem fileSystem = FileSystem.get(access.root(store), configuration);
      tree = Tree.make(fileSystem, access.root(store), store.folder() + "/shell-" + access.label());
      fileSystem.setWorkingDirectory(tree.folder());
    }

    /** Exit code and output. */
    String run(String command) throws Exception {
      String[] words =
          Arrays.stream(command.split(" ", -1))
              .map(word -> word.replace("ROOT", tree.folder().toString()))
              .map(word -> word.replace("LOCAL", local.toUri().toString()))
              .toArray(String[]::new);
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      PrintStream standard = System.out;
      PrintStream errors = System.err;
      int code;
      FsShell shell = new FsShell(new Configuration(configuration));
      try (PrintStream captured = new PrintStream(output, true, StandardCharsets.UTF_8)) {
        System.setOut(captured);
        System.setErr(captured);
        code = ToolRunner.run(shell, words);
      } finally {
        System.setOut(standard);
        System.setErr(errors);
      }
      return code + "\n" + withoutPlaceAndTime(output.toString(StandardCharsets.UTF_8));
    }

    private String withoutPlaceAndTime(String output) {
      return output
          .replace(tree.folder().toUri().getPath(), "ROOT")
          .replace(local.toString(), "LOCAL")
          .replaceAll("[a-z0-9]+:(//[A-Za-z0-9.:-]*)?(ROOT|LOCAL)", "$2")
          // A Java error is told with its stack.
          .replaceAll("(?m)^(\\s+at |\\s*\\.\\.\\. ).*\n", "")
          .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d", "TIME")
          .replaceAll("(Last-Modified=\").*\"", "$1TIME\"");
    }

    /** What the commands left in the local folder, by name and content. */
    String files() throws IOException {
      StringBuilder files = new StringBuilder();
      try (var found = Files.list(local).sorted()) {
        for (Path file : (Iterable<Path>) found::iterator) {
          files
              .append(file.getFileName())
              .append(' ')
              .append(Arrays.hashCode(Files.readAllBytes(file)))
              .append('\n');
        }
      }
      return files.toString();
    }

    @Override
    public void close() throws IOException {
      tree.remove();
      // Hadoop keeps instances by the begin of their URI, which the next shell has with other
      // options.
      FileSystem.closeAll();
    }
  }
}
