package io.kindling.image.record;

import java.util.List;

/**
 * Whole picture files, each one a record.
 *
 * @param files in the order in which they are read
 */
public record FileRun(List<SourceFile> files) implements RecordSplit {
  public FileRun {
    files = List.copyOf(files);
  }

  @Override
  public long bytes() {
    return files.stream().mapToLong(SourceFile::length).sum();
  }
}
