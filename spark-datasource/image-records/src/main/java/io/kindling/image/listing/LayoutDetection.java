package io.kindling.image.listing;

import io.kindling.image.decode.PictureFormat;
import io.kindling.image.record.ContainerFormat;
import io.kindling.image.record.SourceFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells picture files from containers: by their names, and where no name says anything by the first
 * bytes of one file.
 */
final class LayoutDetection {
  private static final Pattern SEQUENCE_FILE = ending("\\.seq");
  private static final Pattern TFRECORD =
      ending("\\.tfrecords?(\\.gz)?|-\\d{5}-of-\\d{5}(\\.gz)?|\\.tfrecords?-\\d+-of-\\d+");
  private static final Pattern WEBDATASET = ending("\\.tar|\\.tar\\.gz|\\.tgz");
  private static final Pattern PARQUET = ending("\\.parquet|\\.parq");

  private static final int FIRST_BYTES = 512;
  private static final int TAR_MAGIC = 257;

  private LayoutDetection() {}

  static boolean isPicture(SourceFile file) {
    return PictureFormat.namesPicture(file.name());
  }

  /** Whether the name of a file is usual for a format. */
  static boolean isNamedAs(ContainerFormat format, SourceFile file) {
    Pattern pattern =
        switch (format) {
          case SEQUENCE_FILE -> SEQUENCE_FILE;
          case TFRECORD -> TFRECORD;
          case WEBDATASET -> WEBDATASET;
          case PARQUET -> PARQUET;
        };
    return pattern.matcher(file.name()).matches();
  }

  /**
   * The format of a set without a single picture file; null when no file is of a known one.
   *
   * @throws IOException also when there are containers of several formats
   */
  static @Nullable ContainerFormat container(
      Configuration configuration, List<ListedFolder> folders) throws IOException {
    Set<ContainerFormat> named = EnumSet.noneOf(ContainerFormat.class);
    for (ContainerFormat format : ContainerFormat.values()) {
      if (files(folders).anyMatch(file -> isNamedAs(format, file))) {
        named.add(format);
      }
    }
    if (named.size() > 1) {
      throw new IOException(
          folders.get(0).root()
              + " holds containers of several formats, "
              + named
              + "; name the one to read by the option layout, or choose files by pathGlobFilter");
    }
    if (!named.isEmpty()) {
      return named.iterator().next();
    }
    SourceFile first = files(folders).filter(file -> file.length() > 0).findFirst().orElse(null);
    return first == null ? null : byFirstBytes(configuration, first);
  }

  private static @Nullable ContainerFormat byFirstBytes(
      Configuration configuration, SourceFile file) throws IOException {
    ByteBuffer bytes = firstBytes(configuration, file);
    if (hasText(bytes, 0, "SEQ")) {
      return ContainerFormat.SEQUENCE_FILE;
    }
    if (hasText(bytes, 0, "PAR1")) {
      return ContainerFormat.PARQUET;
    }
    return hasText(bytes, TAR_MAGIC, "ustar") ? ContainerFormat.WEBDATASET : null;
  }

  private static ByteBuffer firstBytes(Configuration configuration, SourceFile file)
      throws IOException {
    byte[] bytes = new byte[(int) Math.min(FIRST_BYTES, file.length())];
    try (FSDataInputStream stream =
        file.open(
            new Path(file.path()).getFileSystem(configuration),
            OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_RANDOM)) {
      stream.readFully(0, bytes);
    } catch (EOFException shorter) {
      throw new IOException(file.path() + ": shorter than listed; list it again", shorter);
    }
    return ByteBuffer.wrap(bytes);
  }

  private static boolean hasText(ByteBuffer bytes, int offset, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return bytes.limit() >= offset + wanted.length
        && bytes.slice(offset, wanted.length).equals(ByteBuffer.wrap(wanted));
  }

  private static Stream<SourceFile> files(List<ListedFolder> folders) {
    return folders.stream().flatMap(folder -> folder.files().stream());
  }

  /** The files of a set of containers: those that are named as is usual, or else all. */
  static Predicate<SourceFile> containers(ContainerFormat format, List<ListedFolder> folders) {
    boolean usual = files(folders).anyMatch(file -> isNamedAs(format, file));
    return file -> file.length() > 0 && (!usual || isNamedAs(format, file));
  }

  private static Pattern ending(String pattern) {
    return Pattern.compile(".*(?:" + pattern + ")", Pattern.CASE_INSENSITIVE);
  }
}
