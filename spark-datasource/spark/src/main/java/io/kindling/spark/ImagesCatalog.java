package io.kindling.spark;

import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.table.TableSource;
import io.kindling.spark.options.LayeredOptions;
import io.kindling.spark.table.PictureTable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code spark.sql.catalog.images=io.kindling.spark.ImagesCatalog}: any folder of pictures as a
 * table, {@code SELECT ... FROM images.`cache:///photos/train`}, and names for folders by {@code
 * CREATE TABLE images.train OPTIONS (...) LOCATION '...'}, which live as long as the session.
 *
 * <p>Keys below the catalog's own, like {@code spark.sql.catalog.images.labelBase}, are options of
 * all its tables.
 */
public final class ImagesCatalog implements TableCatalog {
  /** What Spark notes about every table; the location is the path. */
  private static final Set<String> RESERVED =
      Set.of(PROP_PROVIDER, PROP_OWNER, PROP_COMMENT, PROP_EXTERNAL, PROP_IS_MANAGED_LOCATION);

  private final Map<Identifier, Map<String, String>> tables = new ConcurrentHashMap<>();
  private Map<String, String> defaults = Map.of();
  private String name = "";

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    this.name = name;
    this.defaults = Map.copyOf(options.asCaseSensitiveMap());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Identifier[] listTables(String[] namespace) {
    return tables.keySet().stream()
        .filter(table -> String.join(".", table.namespace()).equals(String.join(".", namespace)))
        .toArray(Identifier[]::new);
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    Map<String, String> created = tables.get(identifier);
    if (created != null) {
      return listed(created);
    }
    if (!isPath(identifier)) {
      throw new NoSuchTableException(identifier);
    }
    return listed(Map.of("path", identifier.name()));
  }

  /** Spark asks before it creates or drops; a path is a table when it is one for a query. */
  @Override
  public boolean tableExists(Identifier identifier) {
    return tables.containsKey(identifier);
  }

  // The other signatures of this are not on all lines of Spark; by default they come here.
  @Override
  @SuppressWarnings("deprecation")
  public Table createTable(
      Identifier identifier,
      StructType schema,
      Transform[] partitions,
      Map<String, String> properties)
      throws TableAlreadyExistsException {
    String provider = properties.getOrDefault(PROP_PROVIDER, "cachedimages");
    if (!provider.toLowerCase(Locale.ROOT).equals("cachedimages")) {
      throw new CachedImagesException(
          "catalog " + name + " has no tables USING " + provider + ", only USING cachedimages");
    }
    if (schema.length() > 0 || partitions.length > 0) {
      throw new CachedImagesException(
          "a table of pictures has its own columns; create " + identifier + " without any");
    }
    Map<String, String> options = tableOptions(properties);
    Table listed = listed(options);
    if (tables.putIfAbsent(identifier, options) != null) {
      throw new TableAlreadyExistsException(identifier);
    }
    return listed;
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes) {
    throw new UnsupportedOperationException(
        "tables of catalog " + name + " are not altered; drop and create " + identifier);
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    return tables.remove(identifier) != null;
  }

  @Override
  public void renameTable(Identifier from, Identifier to)
      throws NoSuchTableException, TableAlreadyExistsException {
    Map<String, String> moved = tables.get(from);
    if (moved == null) {
      throw new NoSuchTableException(from);
    }
    if (tables.putIfAbsent(to, moved) != null) {
      throw new TableAlreadyExistsException(to);
    }
    tables.remove(from);
  }

  private Table listed(Map<String, String> options) {
    Map<String, String> all = LayeredOptions.of(defaults, options);
    CaseInsensitiveStringMap given = new CaseInsensitiveStringMap(all);
    return TableSource.isNamed(new GivenOptions(all))
        ? PictureTable.of(given)
        : ImagesTable.list(given);
  }

  /** What Spark gives twice, with and without its prefix of options, is taken once. */
  private static Map<String, String> tableOptions(Map<String, String> properties) {
    Map<String, String> given = new HashMap<>(properties);
    given.keySet().removeAll(RESERVED);
    Map<String, String> options = new HashMap<>();
    given.forEach(
        (key, value) -> {
          if (!key.startsWith(OPTION_PREFIX)) {
            options.put(key, value);
          }
        });
    given.forEach(
        (key, value) -> {
          if (key.startsWith(OPTION_PREFIX)) {
            options.put(key.substring(OPTION_PREFIX.length()), value);
          }
        });
    return options;
  }

  private static boolean isPath(Identifier identifier) {
    return identifier.namespace().length == 0
        && (identifier.name().indexOf('/') >= 0 || identifier.name().indexOf(':') >= 0);
  }
}
