package io.kindling.image.parquet;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.container.RecordSource;
import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a Parquet file with an encoded picture each, maybe with a class number, counted from 0,
 * or a class name. A row group belongs to the range that holds its middle byte, as everywhere in
 * Parquet; only the columns that are needed are read, a row group at a time.
 */
public final class ParquetRecords implements RecordSource {
  private final SourceFile file;
  private final ContainerRange range;
  private final StoredLabels labels;
  private final ParquetFileReader reader;
  private final PictureTable table;
  private final MessageType projection;
  private int nextGroup;
  private long firstRow;
  private long rowsOfGroup;
  private long rowsLeft;
  private @Nullable RecordReader<Group> rows;

  private ParquetRecords(ContainerRange range, RecordOptions options, ParquetFileReader reader)
      throws IOException {
    this.file = range.file();
    this.range = range;
    this.labels = options.labels();
    this.reader = reader;
    MessageType schema = reader.getFooter().getFileMetaData().getSchema();
    this.table = PictureTable.of(file, schema, options.columns());
    this.projection = table.projection(schema);
    reader.setRequestedSchema(projection);
  }

  /** Opens the file and reads its footer. */
  public static ParquetRecords open(
      ContainerFile container, ContainerRange range, RecordOptions options) throws IOException {
    ParquetFileReader reader;
    try {
      reader = ParquetFileReader.open(new ListedInputFile(container));
    } catch (RuntimeException noParquet) {
      // What Parquet throws when a file does not end as one.
      throw new DamagedContainerException(
          range.file(),
          "footer",
          "it is no Parquet file, or it was cut (" + noParquet.getMessage() + "); copy it again",
          noParquet);
    }
    try {
      return new ParquetRecords(range, options, reader);
    } catch (IOException | RuntimeException refused) {
      reader.close();
      throw refused;
    }
  }

  @Override
  public @Nullable PictureRecord next() throws IOException {
    try {
      if (rowsLeft == 0) {
        BlockMetaData group = nextGroup();
        if (group == null) {
          return null;
        }
        read(group);
      }
      long number = firstRow + rowsOfGroup - rowsLeft;
      Group row = rows.read();
      rowsLeft--;
      return record(number, row);
    } catch (RuntimeException wrong) {
      throw damaged(wrong);
    }
  }

  @Override
  public long skip(long records) throws IOException {
    try {
      long passed = 0;
      while (passed < records) {
        if (rowsLeft > 0) {
          // Parquet has no way into the middle of a row group, but to read its rows.
          var ignored = rows.read();
          rowsLeft--;
          passed++;
        } else {
          BlockMetaData group = nextGroup();
          if (group == null) {
            return passed;
          }
          if (group.getRowCount() <= records - passed) {
            reader.skipNextRowGroup();
            rowsOfGroup = group.getRowCount();
            passed += rowsOfGroup;
          } else {
            read(group);
          }
        }
      }
      return passed;
    } catch (RuntimeException wrong) {
      throw damaged(wrong);
    }
  }

  /** Whole row groups; of the last one the rows are read. */
  @Override
  public boolean skipsByHeaders() {
    return true;
  }

  /** Parquet's exceptions about damaged pages are unchecked. */
  private DamagedContainerException damaged(RuntimeException wrong) {
    return new DamagedContainerException(
        file,
        "row " + (firstRow + rowsOfGroup - rowsLeft),
        "its bytes are wrong (" + wrong.getMessage() + "); copy the file again",
        wrong);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Goes to the next row group of the range that has rows, which is not read; null behind all. */
  private @Nullable BlockMetaData nextGroup() throws IOException {
    List<BlockMetaData> groups = reader.getFooter().getBlocks();
    firstRow += rowsOfGroup;
    rowsOfGroup = 0;
    while (nextGroup < groups.size()) {
      BlockMetaData group = groups.get(nextGroup++);
      if (inRange(group) && group.getRowCount() > 0) {
        return group;
      }
      reader.skipNextRowGroup();
      firstRow += group.getRowCount();
    }
    return null;
  }

  private void read(BlockMetaData group) throws IOException {
    PageReadStore pages = reader.readNextRowGroup();
    rowsOfGroup = group.getRowCount();
    rowsLeft = rowsOfGroup;
    rows =
        new ColumnIOFactory()
            .getColumnIO(projection)
            .getRecordReader(pages, new GroupRecordConverter(projection));
  }

  private boolean inRange(BlockMetaData group) {
    long middle = group.getStartingPos() + group.getCompressedSize() / 2;
    return middle >= range.start() && middle < range.end();
  }

  private PictureRecord record(long number, Group row) throws IOException {
    String key = Long.toString(number);
    String path = file.path() + '#' + key;
    byte[] picture = table.picture().bytes(row);
    Labels known = labels(path, row);
    if (picture == null) {
      return new PictureRecord(
          path,
          file.modificationTime(),
          known,
          0,
          () -> {
            throw new UndecodableImageException(
                path, "column " + table.picture().name() + " is null");
          });
    }
    return PictureRecord.inContainer(
        file, key, known, new EncodedPicture(ByteBuffer.wrap(picture)));
  }

  private Labels labels(String path, Group row) throws IOException {
    Column column = table.label();
    String split = file.labels().split();
    if (column == null) {
      return Labels.NONE.inSplit(split);
    }
    return column.isText()
        ? labels.of(path, LabelBase.ZERO, null, column.text(row), split)
        : labels.of(path, LabelBase.ZERO, column.number(row), null, split);
  }
}
