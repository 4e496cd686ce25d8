"""Reads a folder of pictures by cachedimages as a Python user does.

Usage: cachedimages.py FOLDER CLASS_PATH; prints one line when all is well.
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def main(folder, class_path):
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.extraClassPath", class_path)
        .config("spark.sql.catalog.images", "io.kindling.spark.ImagesCatalog")
        .getOrCreate()
    )
    try:
        pictures = spark.read.format("cachedimages").option("resize", "16x16").load(folder)
        good = pictures.where(F.col("error").isNull())
        assert good.count() == 6, good.count()
        row = good.select("image", "synset").orderBy("image.origin").first()
        assert (row.image.width, row.image.height, row.synset) == (16, 16, "ant"), row
        sizes = good.select("tensor").rdd.map(lambda r: len(r.tensor)).distinct().collect()
        assert sizes == [16 * 16 * 3], sizes
        counted = spark.sql(f"SELECT synset, count(*) AS n FROM images.`{folder}` GROUP BY synset")
        assert {r.synset: r.n for r in counted.collect()} == {"ant": 3, "bee": 3}
        print("cachedimages read from Python by Spark " + spark.version)
    finally:
        spark.stop()


main(sys.argv[1], sys.argv[2])
