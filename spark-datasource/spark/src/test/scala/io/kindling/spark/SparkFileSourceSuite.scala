package io.kindling.spark

import java.nio.file.{Files, Path}
import java.util

import org.apache.hadoop.fs.FileSystem
import org.apache.spark.sql.{DataFrame, Dataset, Row, SaveMode, SparkSession, SQLContext}
import org.apache.spark.sql.connector.catalog.{Table, TableProvider}
import org.apache.spark.sql.connector.expressions.Transform
import org.apache.spark.sql.execution.datasources.CommonFileDataSourceSuite
import org.apache.spark.sql.sources.{BaseRelation, CreatableRelationProvider}
import org.apache.spark.sql.types._
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** What Spark asks of all its sources of files, in its own words. */
class SparkFileSourceSuite
    extends AnyFunSuite
    with CommonFileDataSourceSuite
    with BeforeAndAfterAll {
  private var session: SparkSession = _
  private var pictures: util.List[Row] = _

  override def beforeAll(): Unit = {
    session = LocalSpark.start(util.Map.of[String, String]())
    val folder = new PictureFolder(Files.createTempDirectory("pictures"))
    folder.writeClasses(2, 2)
    pictures = util.List.of(row(folder.root, "ant/0.jpg", 0), row(folder.root, "bee/1.jpg", 1))
  }

  override def afterAll(): Unit = {
    session.stop()
    FileSystem.closeAll()
  }

  override protected def spark: SparkSession = session
  override protected def dataSourceFormat: String = classOf[PackedPictures].getName

  override protected def inputDataset: Dataset[_] =
    session.createDataFrame(
      pictures,
      new StructType().add("path", StringType).add("bytes", BinaryType).add("label", IntegerType))

  private def row(root: Path, name: String, label: Int): Row =
    Row(name, Files.readAllBytes(root.resolve(name)), label)
}

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
