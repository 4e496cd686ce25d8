package io.kindling.image.record;

import io.kindling.cache.pack.PackKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whole picture files, each one a record.
 *
 * @param files in the order in which they are read
 * @param pack the pack that all of them make, where whoever listed them could tell its name; null
 *     when only asking for the files can
 */
public record FileRun(List<SourceFile> files, @Nullable PackKey pack) implements RecordSplit {
  public FileRun {
    files = List.copyOf(files);
  }

  /** Files that are no pack's, or of which nobody knows. */
  public FileRun(List<SourceFile> files) {
    this(files, null);
  }

  @Override
  public long bytes() {
    return files.stream().mapToLong(SourceFile::length).sum();
  }

  private Object writeReplace() {
    return SerialFileRun.of(this);
  }
}
