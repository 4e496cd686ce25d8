package io.kindling.spark

import java.awt.image.BufferedImage
import java.nio.file.{Files, Path}

import org.apache.spark.ml.image.ImageSchema
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.functions._
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** The source as a Scala user writes it. */
class CachedImagesSuite extends AnyFunSuite with Matchers with BeforeAndAfterAll {
  private var spark: SparkSession = _
  private var root: Path = _

  override def beforeAll(): Unit = {
    spark = LocalSpark.start(
      java.util.Map.of("spark.sql.catalog.images", classOf[ImagesCatalog].getName))
    root = Files.createTempDirectory("pictures")
    val folder = new PictureFolder(root)
    folder.writeClasses(2, 6)
    folder.write("cat/gray.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY)
    folder.writeText("cat/none.jpg", "not a picture")
  }

  override def afterAll(): Unit = spark.stop()

  private def pictures = spark.read.format("cachedimages").load(root.toString)

  test("labels are counted by class without opening a file") {
    val session = spark
    import session.implicits._
    val counts = spark.read.format("cachedimages").option("mode", "FAILFAST").load(root.toString)
      .groupBy($"label", $"synset").count()
      .as[(Int, String, Long)].collect()
    counts should contain theSameElementsAs Seq((0, "ant", 6L), (1, "bee", 6L), (2, "cat", 2L))
  }

  test("ImageSchema's accessors take the image column") {
    val images = pictures.where(col("error").isNull).select("image").collect()
    images should have length 13
    all(images.map(row => ImageSchema.getHeight(row.getStruct(0)))) should be > 0
    images.map(row => ImageSchema.getNChannels(row.getStruct(0))).toSet shouldBe Set(1, 3)
    images.foreach { row =>
      val image = row.getStruct(0)
      val bytes = ImageSchema.getHeight(image) * ImageSchema.getWidth(image) *
        ImageSchema.getNChannels(image)
      ImageSchema.getData(image) should have length bytes
    }
  }

  test("columns are typed as a Dataset wants them") {
    val session = spark
    import session.implicits._
    val tensors = spark.read.format("cachedimages")
      .option("resize", "8x8").option("colour", "bgr").option("tensorScale", "0.5")
      .load(root.toString)
      .where($"error".isNull && $"label" < 2)
      .select($"synset", $"tensor")
      .as[(String, Seq[Float])]
    tensors.map { case (synset, tensor) => (synset, tensor.length) }.distinct().collect() should
      contain theSameElementsAs Seq(("ant", 192), ("bee", 192))
    tensors.flatMap(_._2).agg(max("value")).as[Float].head() should be <= 127.5f
  }

  test("bad pictures have their reason") {
    val reasons = pictures.where(col("error").isNotNull).select("path", "error").collect()
    reasons should have length 1
    reasons.head.getString(0) should endWith("none.jpg")
    reasons.head.getString(1) should startWith("no picture")
  }

  test("a folder is a table") {
    spark.sql(s"SELECT max(width) FROM images.`$root` WHERE synset LIKE 'b%'")
      .head().getInt(0) shouldBe 125
  }

  test("epochs are permutations") {
    def order(epoch: Int): Seq[String] =
      spark.read.format("cachedimages").option("seed", 5).option("epoch", epoch)
        .load(root.toString).select("path").collect().map(_.getString(0)).toSeq
    order(0) should contain theSameElementsAs order(1)
    order(0) should not equal order(1)
    order(1) shouldBe order(1)
  }

  test("an unknown option that looks like ours is refused") {
    val refused = intercept[RuntimeException] {
      spark.read.format("cachedimages").option("lable-base", 1).load(root.toString)
    }
    refused.getMessage should include("did you mean labelBase?")
  }

}
