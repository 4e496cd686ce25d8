package io.kindling.cache.node;

import io.kindling.cache.cluster.IgniteOpens;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Settings;
import io.kindling.cache.store.DiskSettings;
import io.kindling.cache.store.DiskSlots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a storage node could start in a JVM, found out without starting one.
 *
 * @param process the JVM
 * @param problems that would keep the node from starting, each with the way out
 */
public record NodeTrial(NodeProcess process, List<String> problems) {

  public NodeTrial {
    problems = List.copyOf(problems);
  }

  /**
   * Looks at this JVM.
   *
   * @param settings all of {@link CacheOptions#ALL}
   * @param user who would run the node
   */
  public static NodeTrial ofThisJvm(Settings settings, String user) {
    List<String> problems = new ArrayList<>();
    List<String> closed = IgniteOpens.closed();
    if (!closed.isEmpty()) {
      problems.add(
          "the JVM does not open %s to Ignite: add the flags %s"
              .formatted(String.join(" and ", closed), IgniteOpens.flags(closed)));
    }
    long capacity = 0;
    try {
      DiskSettings disk =
          DiskSettings.of(
              settings,
              Math.toIntExact(settings.get(CacheOptions.BLOCK_SIZE)),
              DiskSlots.Kind.NODE);
      if (disk != null) {
        disk.directories().forEach(each -> write(CacheOptions.DISK_DIRS, each, problems));
      }
      capacity = LocalStores.capacity(settings, disk);
    } catch (InvalidSettingsException refused) {
      problems.addAll(refused.problems());
    }
    String journal = settings.get(CacheOptions.SETTINGS_DIRECTORY);
    if (!journal.isEmpty()) {
      write(CacheOptions.SETTINGS_DIRECTORY, Path.of(journal), problems);
    }
    listen(settings.get(CacheOptions.BIND_HOST), problems);
    return new NodeTrial(NodeProcess.current(user, JvmLimits.of(settings, capacity)), problems);
  }

  private static void write(Option<?> option, Path directory, List<String> problems) {
    @Nullable Path there = directory.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
      problems.add(
          "%s: %s cannot be written by %s, because of %s; mend its rights or name another"
              .formatted(option.key(), directory, System.getProperty("user.name"), there));
    }
  }

  private static void listen(String host, List<String> problems) {
    try {
      if (host.isEmpty()
          || NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null) {
        return;
      }
      problems.add(
          "%s = %s is no address of this host; name one of its own, or leave the key out"
              .formatted(CacheOptions.BIND_HOST.key(), host));
    } catch (IOException unknown) {
      problems.add(
          "%s = %s cannot be resolved (%s); name an address of this host, or leave the key out"
              .formatted(CacheOptions.BIND_HOST.key(), host, unknown.getMessage()));
    }
  }

  /** Writes it, for {@link #readFrom} in another JVM. */
  public void writeTo(DataOutput output) throws IOException {
    process.writeTo(output);
    output.writeInt(problems.size());
    for (String each : problems) {
      output.writeUTF(each);
    }
  }

  /** What {@link #writeTo} wrote. */
  public static NodeTrial readFrom(DataInput input) throws IOException {
    NodeProcess process = NodeProcess.readFrom(input);
    List<String> problems = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      problems.add(input.readUTF());
    }
    return new NodeTrial(process, problems);
  }
}
