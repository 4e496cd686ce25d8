package io.kindling.image.webdataset;

import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.record.SourceFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** The files in a tar, one after the other; says where the tar was cut. */
final class TarMembers implements Closeable {
  private final SourceFile file;
  private final TrailingZeros stored;
  private final TarArchiveInputStream tar;
  private String place = "first member";

  TarMembers(SourceFile file, InputStream input) {
    this.file = file;
    this.stored = new TrailingZeros(input);
    this.tar = new TarArchiveInputStream(stored, "UTF-8");
  }

  /** Goes to the next file; null behind the last one. */
  @Nullable ArchiveEntry next() throws IOException {
    try {
      ArchiveEntry entry = tar.getNextEntry();
      while (entry != null && entry.isDirectory()) {
        entry = tar.getNextEntry();
      }
      if (entry == null) {
        requireEndMark();
        return null;
      }
      place = "member " + entry.getName();
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

  /** A tar ends with two blocks of zeros; one that was cut between two members has none. */
  private void requireEndMark() throws IOException {
    stored.transferTo(OutputStream.nullOutputStream());
    if (stored.zeros() < TrailingZeros.BLOCK) {
      throw DamagedContainerException.cut(
          file, "behind " + place.replaceFirst("^member ", ""), null);
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
