package io.kindling.spark.write;

import io.kindling.image.options.CachedImagesException;
import io.kindling.spark.session.SessionHadoop;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The table behind {@code df.write.format("cachedimages")}, a provider of its own: Spark allows a
 * table that batches are written to by DataSource V2 no save modes but append and overwrite, and
 * the default is another one. {@link WriteCommand} serves all of them with this. Made by Spark.
 */
public final class ImagesSink implements TableProvider {

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return new StructType();
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new SinkTable(schema, path(new CaseInsensitiveStringMap(properties)));
  }

  /** The folder that is written to. */
  static Path path(CaseInsensitiveStringMap given) {
    String path = given.get("path");
    if (path == null || path.isBlank()) {
      throw new CachedImagesException("no path: call save with the folder to write to");
    }
    return new Path(path);
  }

  private record SinkTable(StructType rows, Path output) implements Table, SupportsWrite {
    @Override
    public String name() {
      return "cachedimages " + output;
    }

    // Spark 4 asks for columns, which by default are made of this.
    @Override
    @SuppressWarnings("deprecation")
    public StructType schema() {
      return rows;
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(
          TableCapability.BATCH_WRITE, TableCapability.TRUNCATE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
      return new Builder(output, info);
    }
  }

  private static final class Builder implements SupportsTruncate {
    private final Path output;
    private final LogicalWriteInfo info;
    private ImagesBatchWrite.Existing existing = ImagesBatchWrite.Existing.KEEP;

    Builder(Path output, LogicalWriteInfo info) {
      this.output = output;
      this.info = info;
    }

    @Override
    public WriteBuilder truncate() {
      existing = ImagesBatchWrite.Existing.REPLACE;
      return this;
    }

    @Override
    public Write build() {
      WriteOptions options = WriteOptions.of(info.options());
      InputColumns columns = InputColumns.of(info.schema(), options.firstLabel());
      return new ImagesWrite(output, info.options(), options, columns, existing);
    }
  }

  private record ImagesWrite(
      Path output,
      CaseInsensitiveStringMap given,
      WriteOptions options,
      InputColumns columns,
      ImagesBatchWrite.Existing existing)
      implements Write {
    @Override
    public String description() {
      return "cachedimages " + output + " as " + options.format();
    }

    @Override
    public BatchWrite toBatch() {
      return new ImagesBatchWrite(
          output,
          SessionHadoop.configuration(given.asCaseSensitiveMap()),
          options,
          columns,
          existing);
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
      return WriteMetrics.supported();
    }
  }
}
