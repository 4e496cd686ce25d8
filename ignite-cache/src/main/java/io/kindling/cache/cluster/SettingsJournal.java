package io.kindling.cache.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a node keeps the settings over its own end: a file of records, each with its length and
 * checksum, appended and forced to the disk before a change counts, written anew at start. A record
 * that a crash cut short ends the file. Not for several threads at once.
 */
public final class SettingsJournal {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsJournal.class);
  private static final String FILE = "settings.journal";
  private static final int HEADER = 2 * Integer.BYTES;

  private final @Nullable Path file;

  private SettingsJournal(@Nullable Path file) {
    this.file = file;
  }

  /** A journal in a directory of the node's own, which is made if need be. */
  public static SettingsJournal in(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new SettingsJournal(directory.resolve(FILE));
  }

  /** For a node without a disk: it learns the settings from the other nodes. */
  public static SettingsJournal none() {
    return new SettingsJournal(null);
  }

  /** What was written, oldest first. */
  List<Setting> read() throws IOException {
    if (file == null) {
      return List.of();
    }
    ByteBuffer content;
    try {
      content = ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (NoSuchFileException first) {
      return List.of();
    }
    List<Setting> settings = new ArrayList<>();
    while (content.remaining() >= HEADER) {
      int length = content.getInt();
      int checksum = content.getInt();
      if (length < 0 || length > content.remaining()) {
        LOG.warn("the last record of {} is incomplete and is left out", file);
        break;
      }
      byte[] record = new byte[length];
      content.get(record);
      if (checksum(record) != checksum) {
        LOG.warn("a record of {} is damaged; it and what follows it are left out", file);
        break;
      }
      settings.add(Setting.readFrom(new DataInputStream(new ByteArrayInputStream(record))));
    }
    return settings;
  }

  /** Adds records; they are on the disk when this returns. */
  void append(Collection<Setting> settings) throws IOException {
    if (file != null) {
      write(file, settings, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  /** Puts these records in the place of all others, at once or not at all. */
  void rewrite(Collection<Setting> settings) throws IOException {
    if (file == null) {
      return;
    }
    Path next = file.resolveSibling(FILE + ".next");
    write(
        next,
        settings,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(Path file, Collection<Setting> settings, StandardOpenOption... options)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(bytes);
    for (Setting setting : settings) {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      setting.writeTo(new DataOutputStream(record));
      output.writeInt(record.size());
      output.writeInt(checksum(record.toByteArray()));
      record.writeTo(output);
    }
    try (FileChannel channel = FileChannel.open(file, options)) {
      ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
      while (content.hasRemaining()) {
        int ignored = channel.write(content);
      }
      channel.force(true);
    }
  }

  private static int checksum(byte[] record) {
    CRC32C checksum = new CRC32C();
    checksum.update(record);
    return (int) checksum.getValue();
  }
}
