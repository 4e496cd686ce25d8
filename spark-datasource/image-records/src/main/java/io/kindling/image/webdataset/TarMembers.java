package io.kindling.image.webdataset;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.ContainerInput;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.SourceFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files in a range of a tar, one after the other; says where the tar was cut.
 *
 * <p>A reader enters a tar at the first header from the range's beginning on. The member of that
 * header does not count, for a part of its name may stand before it, and of the next one nobody
 * knows whether its sample has begun before: the range begins with the first sample behind it. The
 * reader of the range before goes on to there. It knows the members, and so checks that the header
 * at which the other one enters is none that a member holds.
 */
final class TarMembers implements Closeable {
  private final SourceFile file;
  private final boolean inflated;
  private final boolean whole;

  /** Where the next range begins to look for a header. */
  private final long end;

  private final TrailingZeros stored;
  private final PassingHeaders headers;
  private final TarArchiveInputStream tar;
  private String place = "first member";
  private boolean entered;

  /** Behind the member that was read last, or before the first. */
  private long memberEnd;

  private boolean endReached;
  private boolean behindEnd;
  private @Nullable String lastKey;

  /**
   * @param range of the tar; all of it when it is compressed
   * @param input from a header on, or at the end of the range
   * @param position of its first byte in the tar
   */
  TarMembers(ContainerRange range, ContainerInput input, long position) {
    this.file = range.file();
    this.inflated = input.inflated();
    this.whole = inflated || range.isWhole();
    this.end =
        whole || range.end() == file.length() ? Long.MAX_VALUE : TarHeader.alignedUp(range.end());
    this.stored = new TrailingZeros(input.stream());
    this.headers = new PassingHeaders(stored, position, end);
    this.tar = new TarArchiveInputStream(headers, "UTF-8");
    this.memberEnd = position;
    this.entered = position == 0;
    if (!entered) {
      place = "member at byte " + position;
    }
  }

  /**
   * Opens the tar, which may be compressed by gzip, at the range.
   *
   * @return null when nothing of the tar begins in the range
   */
  static @Nullable TarMembers open(ContainerFile container, ContainerRange range)
      throws IOException {
    if (range.start() == 0) {
      return new TarMembers(range, ContainerInput.open(container), 0);
    }
    long position = TarHeader.alignedUp(range.start());
    if (position >= range.end()) {
      return null;
    }
    ContainerInput input = ContainerInput.at(container, position);
    boolean found = false;
    try {
      while (!found && position < range.end()) {
        input.stream().mark(TarHeader.BLOCK);
        byte[] block = input.stream().readNBytes(TarHeader.BLOCK);
        found = block.length == TarHeader.BLOCK && TarHeader.is(block);
        position += TarHeader.BLOCK;
      }
      if (!found) {
        return null;
      }
      input.stream().reset();
      return new TarMembers(range, input, position - TarHeader.BLOCK);
    } finally {
      if (!found) {
        input.stream().close();
      }
    }
  }

  /** Whether the tar is compressed, and all of it read. */
  boolean inflated() {
    return inflated;
  }

  /** Goes to the next file; null behind the last one of the range. */
  @Nullable ArchiveEntry next() throws IOException {
    ArchiveEntry entry = entered ? file() : firstOfRange();
    return entry == null || isBehind(entry) ? null : entry;
  }

  private @Nullable ArchiveEntry firstOfRange() throws IOException {
    entered = true;
    member();
    ArchiveEntry entry = file();
    String begun = entry == null ? "" : key(entry);
    while (entry != null && key(entry).equals(begun) && !isBehind(entry)) {
      entry = file();
    }
    return entry;
  }

  /** Whether a sample is the next range's. */
  private boolean isBehind(ArchiveEntry entry) {
    String key = key(entry);
    if (behindEnd && lastKey == null) {
      lastKey = key;
    }
    return lastKey != null && !lastKey.equals(key);
  }

  private static String key(ArchiveEntry entry) {
    return MemberName.of(entry.getName()).key();
  }

  private @Nullable ArchiveEntry file() throws IOException {
    ArchiveEntry entry = member();
    while (entry != null && entry.isDirectory()) {
      entry = member();
    }
    return entry;
  }

  private @Nullable ArchiveEntry member() throws IOException {
    try {
      ArchiveEntry entry = tar.getNextEntry();
      if (entry == null) {
        requireEndMark();
        return null;
      }
      place = "member " + entry.getName();
      long content = headers.position();
      behindEnd = endReached;
      if (!endReached && content - TarHeader.BLOCK >= end) {
        endReached = true;
        requireEntry(content - TarHeader.BLOCK);
      }
      memberEnd = content + TarHeader.alignedUp(entry.getSize());
      return entry;
    } catch (DamagedContainerException known) {
      throw known;
    } catch (IOException | IllegalArgumentException failed) {
      throw damaged("member behind " + place.replaceFirst("^member ", ""), failed);
    }
  }

  /** The content of the file that {@link #next} went to. */
  byte[] content(ArchiveEntry entry) throws IOException {
    if (entry.getSize() > Integer.MAX_VALUE - 8) {
      throw new DamagedContainerException(
          file, place, "its " + entry.getSize() + " bytes are more than an array holds", null);
    }
    byte[] content;
    try {
      content = tar.readNBytes((int) entry.getSize());
    } catch (IOException failed) {
      throw damaged(place, failed);
    }
    if (content.length < entry.getSize()) {
      throw DamagedContainerException.cut(file, place, null);
    }
    return content;
  }

  /** An error about the file that {@link #next} went to. */
  DamagedContainerException wrong(String reason, @Nullable Throwable cause) {
    return new DamagedContainerException(file, place, reason, cause);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** The next range is entered at the first header from its beginning on. */
  private void requireEntry(long header) throws DamagedContainerException {
    long found = headers.found();
    if (found < memberEnd || found > header) {
      throw new DamagedContainerException(
          file,
          place,
          (found < 0
                  ? "the checksum of its header is wrong"
                  : "at byte " + found + " the member before it holds a tar of its own")
              + ", so that a task cannot begin at byte "
              + end
              + "; pack the file again, or compress it by gzip to have one task read all of it",
          null);
    }
  }

  /** A tar ends with two blocks of zeros; one that was cut between two members has none. */
  private void requireEndMark() throws IOException {
    headers.transferTo(OutputStream.nullOutputStream());
    if (stored.zeros() < TrailingZeros.BLOCK) {
      throw DamagedContainerException.cut(
          file, "behind " + place.replaceFirst("^member ", ""), null);
    }
    // Other tasks would read what a reader of the whole file passes over.
    if (!whole && stored.zeros() < headers.position() - memberEnd) {
      throw new DamagedContainerException(
          file,
          "behind " + place.replaceFirst("^member ", ""),
          "something follows the end of the tar, maybe another tar; pack them as one, or as"
              + " files of their own",
          null);
    }
  }

  private DamagedContainerException damaged(String where, Exception failed) {
    String message = String.valueOf(failed.getMessage());
    boolean cut =
        failed instanceof EOFException
            || message.contains("Truncated")
            || message.contains("Unexpected EOF");
    return cut
        ? DamagedContainerException.cut(file, where, failed)
        : new DamagedContainerException(
            file,
            where,
            "it is no tar, or its bytes are wrong (" + message + "); copy it again",
            failed);
  }
}
