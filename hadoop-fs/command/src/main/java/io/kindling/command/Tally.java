package io.kindling.command;

import io.kindling.hadoop.load.KnownFiles;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.status.KnownFile;
import java.util.ArrayList;
import java.util.List;

/** Counts files. One thread. */
final class Tally implements KnownFiles.Sink {

  final List<LoadProgress.Failure> failed = new ArrayList<>();
  long files;
  long bytes;

  @Override
  public void found(KnownFile file) {
    files++;
    bytes += file.version().length();
  }

  @Override
  public void failed(String path, String reason) {
    failed.add(new LoadProgress.Failure(path, reason));
  }

  @Override
  public boolean goesOn() {
    return true;
  }
}
