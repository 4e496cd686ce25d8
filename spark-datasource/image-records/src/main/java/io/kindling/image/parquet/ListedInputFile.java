package io.kindling.image.parquet;

import io.kindling.image.container.ContainerFile;
import java.io.IOException;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A listed file as Parquet opens it: without asking the store for its length. */
record ListedInputFile(ContainerFile container) implements InputFile {

  @Override
  public long getLength() {
    return container.file().length();
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return HadoopStreams.wrap(
        container.open(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_RANDOM));
  }

  @Override
  public String toString() {
    return container.file().path();
  }
}
