package io.kindling.cache.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A small file system of its own, mounted for a test and gone after it. Tests that need one are
 * skipped, with the reason, where this user may not mount.
 */
final class MountedDisk implements AutoCloseable {

  private final Path mount;
  private String device = "";
  private final Deque<List<String>> undo = new ArrayDeque<>();

  private MountedDisk(Path mount) {
    this.mount = mount;
  }

  /** A tmpfs of some bytes. */
  static MountedDisk memory(Path mount, long bytes) throws Exception {
    MountedDisk disk = new MountedDisk(Files.createDirectories(mount));
    disk.make(
        List.of("mount", "-t", "tmpfs", "-o", "size=" + bytes, "kindling", mount.toString()),
        List.of("umount", "-l", mount.toString()));
    return disk;
  }

  /**
   * An ext4 on a file.
   *
   * @param folder where the file is made
   */
  static MountedDisk device(Path mount, Path folder, int mebibytes) throws Exception {
    MountedDisk disk = new MountedDisk(Files.createDirectories(mount));
    Path image = folder.resolve("image");
    try {
      run("truncate", "-s", mebibytes + "M", image.toString());
      run("mkfs.ext4", "-q", "-F", image.toString());
      disk.device = run("losetup", "--show", "-f", image.toString()).trim();
      disk.undo.push(List.of("losetup", "-d", disk.device));
      disk.make(
          List.of("mount", "-o", "errors=remount-ro", disk.device, mount.toString()),
          List.of("umount", "-l", mount.toString()));
      return disk;
    } catch (Exception | Error impossible) {
      disk.close();
      throw impossible;
    }
  }

  private void make(List<String> command, List<String> inverse) throws Exception {
    run(command.toArray(String[]::new));
    undo.push(inverse);
  }

  Path path() {
    return mount;
  }

  /** Every read and write of a file ends with an I/O error from now on. */
  void fail() throws Exception {
    // EXT4_IOC_SHUTDOWN, which Java has no call for.
    run(
        "python3",
        "-c",
        "import fcntl,os,struct,sys;"
            + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))",
        mount.toString());
  }

  /** The file system finds an error and becomes read-only, whatever is open. */
  void becomeReadOnly() throws Exception {
    Path trigger =
        Path.of("/sys/fs/ext4").resolve(Path.of(device).getFileName()).resolve("trigger_fs_error");
    assumeTrue(Files.exists(trigger), "this kernel has no " + trigger);
    Files.writeString(trigger, "1");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      assumeTrue(false, "no " + command[0] + " here: " + missing.getMessage());
      throw missing;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    assumeTrue(status == 0, String.join(" ", command) + " ended with " + status + ": " + output);
    return output;
  }

  @Override
  public void close() throws IOException {
    while (!undo.isEmpty()) {
      List<String> command = undo.pop();
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      byte[] ignored = process.getInputStream().readAllBytes();
    }
  }
}
