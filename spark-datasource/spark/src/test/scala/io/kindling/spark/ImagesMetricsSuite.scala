package io.kindling.spark

import java.nio.file.{Files, Path}
import java.nio.file.attribute.FileTime
import java.time.Instant

import org.apache.hadoop.fs.FileSystem
import org.apache.spark.sql.SparkSession
import org.scalatest.BeforeAndAfterAll
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.{Seconds, Span}

/** What the SQL tab shows of a read. */
class ImagesMetricsSuite
    extends AnyFunSuite
    with Matchers
    with Eventually
    with BeforeAndAfterAll {
  implicit override val patienceConfig: PatienceConfig =
    PatienceConfig(timeout = Span(20, Seconds))

  private var spark: SparkSession = _
  private var stored: Long = _

  override def beforeAll(): Unit = {
    val root = Files.createTempDirectory("pictures")
    val folder = new PictureFolder(root)
    folder.writeClasses(2, 6)
    folder.writeText("cat/none.jpg", "not a picture")
    val lastHour = FileTime.from(Instant.now().minusSeconds(3600))
    val files = Files.walk(root).filter(file => Files.isRegularFile(file))
      .toArray(size => new Array[Path](size))
    files.foreach(file => Files.setLastModifiedTime(file, lastHour))
    stored = files.map(file => Files.size(file)).sum
    spark = LocalSpark.start(java.util.Map.of(
      "spark.hadoop.fs.cache.mount.metrics", root.toUri.toString,
      "spark.hadoop.fs.cache.memory.size", "32m"))
  }

  override def afterAll(): Unit = {
    spark.stop()
    // The next test's mount leads elsewhere.
    FileSystem.closeAll()
  }

  private def metricsOf(columns: String*): Map[String, Long] = {
    val store = spark.sharedState.statusStore
    val before = store.executionsCount()
    spark.read.format("cachedimages").load("cache:///metrics").selectExpr(columns: _*)
      .write.format("noop").mode("overwrite").save()
    eventually {
      val execution = store.executionsList().last
      store.executionsCount() should be > before
      execution.completionTime should not be empty
      val values = store.executionMetrics(execution.executionId)
      execution.metrics
        .map(metric => metric.name -> values.getOrElse(metric.accumulatorId, ""))
        .collect { case (name, value) if value.matches("[\\d,]+") =>
          name -> value.replace(",", "").toLong
        }
        .toMap
    }
  }

  test("pictures, bytes, their sources and bad pictures are counted") {
    val first = metricsOf("image")
    first("number of pictures read") shouldBe 13
    first("bytes of encoded pictures read") shouldBe stored
    first("number of bad pictures") shouldBe 1
    // Files of a folder are brought ahead, so some of the first read is in memory when it is asked for.
    first("bytes from the under store") should be > 0L
    first("bytes from the under store") + first("bytes from this executor's memory") shouldBe stored
    val second = metricsOf("image")
    second("bytes from this executor's memory") shouldBe stored
    second("bytes from the under store") shouldBe 0
    second("bytes from other executors") shouldBe 0
  }

  test("nothing is counted when no picture is opened") {
    metricsOf("path", "label").getOrElse("number of pictures read", 0L) shouldBe 0
  }
}
