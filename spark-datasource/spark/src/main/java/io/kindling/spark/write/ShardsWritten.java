package io.kindling.spark.write;

import java.util.List;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What a committed attempt has written.
 *
 * @param names of its shards
 */
record ShardsWritten(List<String> names, long pictures, long bytes, long left)
    implements WriterCommitMessage {}
