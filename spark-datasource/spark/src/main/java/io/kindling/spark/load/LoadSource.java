package io.kindling.spark.load;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Orders of a load job as a table: reading it carries them out, with a row for each that says what
 * became of it. Orders wait here, in the driver, until the table of their key is read.
 */
public final class LoadSource implements TableProvider {

  static final String KEY = "orders";

  static final StructType SCHEMA =
      new StructType()
          .add("number", DataTypes.IntegerType, false)
          .add("results", DataTypes.BinaryType, false);

  private static final Map<String, Orders> WAITING = new ConcurrentHashMap<>();

  /**
   * Orders that are carried out together.
   *
   * @param job which they are part of
   * @param description for the user interface
   * @param factory makes the readers that carry them out
   */
  record Orders(
      String job, String description, List<LoadPartition> partitions, LoadReaderFactory factory) {}

  static void put(String key, Orders orders) {
    WAITING.put(key, orders);
  }

  static void remove(String key) {
    WAITING.remove(key);
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return SCHEMA;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    String key = new CaseInsensitiveStringMap(properties).get(KEY);
    Orders orders = key == null ? null : WAITING.get(key);
    if (orders == null) {
      throw new IllegalArgumentException(
          "this source is read by Kindling.load alone; there are no orders " + key);
    }
    return new LoadTable(orders);
  }
}
