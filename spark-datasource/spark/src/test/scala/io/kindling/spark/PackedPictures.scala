package io.kindling.spark

import java.nio.file.Files
import java.util

import org.apache.spark.sql.{DataFrame, Row, SaveMode, SQLContext}
import org.apache.spark.sql.connector.catalog.{Table, TableProvider}
import org.apache.spark.sql.connector.expressions.Transform
import org.apache.spark.sql.sources.{BaseRelation, CreatableRelationProvider}
import org.apache.spark.sql.types._
import org.apache.spark.sql.util.CaseInsensitiveStringMap

/** The source `cachedimages`; writes get the layout that they must name. */
class PackedPictures extends TableProvider with CreatableRelationProvider {
  private val source = new CachedImagesSource

  override def inferSchema(options: CaseInsensitiveStringMap): StructType =
    source.inferSchema(options)

  override def getTable(
      schema: StructType,
      partitioning: Array[Transform],
      properties: util.Map[String, String]): Table =
    source.getTable(schema, partitioning, properties)

  override def createRelation(
      context: SQLContext,
      mode: SaveMode,
      parameters: Map[String, String],
      data: DataFrame): BaseRelation =
    source.createRelation(context, mode, parameters + ("layout" -> "tfrecord"), data)
}

/** Rows that it writes. */
object PackedPictures {
  val schema: StructType =
    new StructType().add("path", StringType).add("bytes", BinaryType).add("label", IntegerType)

  /** Makes two pictures. */
  def rows(): util.List[Row] = {
    val folder = new PictureFolder(Files.createTempDirectory("pictures"))
    folder.writeClasses(2, 2)
    def row(name: String, label: Int): Row =
      Row(name, Files.readAllBytes(folder.root.resolve(name)), label)
    util.List.of(row("ant/0.jpg", 0), row("bee/1.jpg", 1))
  }
}
