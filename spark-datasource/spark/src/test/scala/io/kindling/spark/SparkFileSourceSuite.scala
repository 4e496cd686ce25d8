package io.kindling.spark

import java.util

import org.apache.hadoop.fs.FileSystem
import org.apache.spark.sql.{Dataset, Row, SparkSession}
import org.apache.spark.sql.execution.datasources.CommonFileDataSourceSuite
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
    pictures = PackedPictures.rows()
  }

  override def afterAll(): Unit = {
    session.stop()
    FileSystem.closeAll()
  }

  override protected def spark: SparkSession = session
  override protected def dataSourceFormat: String = classOf[PackedPictures].getName

  override protected def inputDataset: Dataset[_] =
    session.createDataFrame(pictures, PackedPictures.schema)
}
