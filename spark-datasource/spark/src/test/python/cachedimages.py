"""Reads and writes pictures by cachedimages as a Python user does.

Usage: cachedimages.py FOLDER WORK. FOLDER holds the classes ant and bee with three JPEGs of
120 x 90 and a little more each; WORK is a folder to write into. Prints a line for each part.
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def check(found, wanted):
    assert found == wanted, f"{found!r} and not {wanted!r}"


def schema(spark, folder):
    pictures = spark.read.format("cachedimages").load(folder)
    types = dict(pictures.dtypes)
    check(
        list(types),
        "path label synset split size modificationTime bytes image tensor width height error".split(),
    )
    check((types["label"], types["bytes"], types["tensor"]), ("int", "binary", "array<float>"))


def columns(spark, folder):
    pictures = spark.read.format("cachedimages").option("colour", "bgr").load(folder)
    rows = pictures.select("path", "size", "bytes", "image", "width").orderBy("path").collect()
    check(len(rows), 6)
    first = rows[0]
    check(first.path.endswith("/ant/0.jpg"), True)
    check((len(first.bytes), first.bytes[:2]), (first.size, b"\xff\xd8"))
    check((first.width, first.image.height, first.image.nChannels), (120, 90, 3))


def arrays(spark, folder):
    from pyspark.ml.image import ImageSchema

    pictures = spark.read.format("cachedimages").load(folder)
    check([field.name for field in pictures.schema["image"].dataType], ImageSchema.imageFields)
    first = pictures.orderBy("path").select("image").first()
    check(ImageSchema.toNDArray(first.image).shape, (90, 120, 3))


def labels(spark, folder):
    pictures = spark.read.format("cachedimages").option("labelBase", 1).load(folder)
    counts = pictures.groupBy("label", "synset").count().orderBy("label").collect()
    check([tuple(row) for row in counts], [(1, "ant", 3), (2, "bee", 3)])


def errors(spark, folder):
    small = spark.read.format("cachedimages").option("pixelLimit", 120 * 90).load(folder)
    reasons = small.where(F.col("error").isNotNull()).select("error").collect()
    check(len(reasons), 4)
    check("limit" in reasons[0].error, True)
    try:
        spark.read.format("cachedimages").option("lableBase", 1).load(folder)
    except Exception as refused:
        check("did you mean labelBase?" in str(refused), True)
    else:
        raise AssertionError("a misspelt option was taken")


def samples(spark, folder):
    ready = (
        spark.read.format("cachedimages")
        .options(samples="cached", resize="16x16", colour="bgr", tensorScale="0.5")
        .load("cache:///pictures")
    )
    made = {row.path: bytes(row.image.data) for row in ready.select("path", "image").collect()}
    check({len(data) for data in made.values()}, {16 * 16 * 3})
    again = {row.path: bytes(row.image.data) for row in ready.select("path", "image").collect()}
    check(again, made)
    path, tensor = ready.select("path", "tensor").first()
    plane = made[path][0::3]
    check([value * 2 for value in tensor[: 16 * 16]], [float(byte) for byte in plane])


def arrow(spark, folder):
    import pyarrow

    def sizes(batches):
        for batch in batches:
            lengths = [len(data) for data in batch.column("image").field("data").to_pylist()]
            yield pyarrow.RecordBatch.from_arrays(
                [batch.column("synset"), pyarrow.array(lengths, pyarrow.int64())],
                ["synset", "length"],
            )

    for columnar in ("false", "true"):
        pictures = (
            spark.read.format("cachedimages")
            .options(resize="16x16", columnar=columnar, batchSize="1k")
            .load(folder)
        )
        mapped = pictures.select("synset", "image").mapInArrow(sizes, "synset string, length long")
        rows = sorted(tuple(row) for row in mapped.collect())
        check(rows, [("ant", 768)] * 3 + [("bee", 768)] * 3)


def pandas(spark, folder):
    import pandas as pd

    @F.pandas_udf("double")
    def brightest(tensors: pd.Series) -> pd.Series:
        return tensors.map(lambda tensor: float(max(tensor)))

    for columnar in ("false", "true"):
        pictures = (
            spark.read.format("cachedimages")
            .options(resize="16x16", columnar=columnar)
            .load(folder)
        )
        rows = pictures.select("tensor", brightest("tensor").alias("brightest")).collect()
        check([row.brightest for row in rows], [float(max(row.tensor)) for row in rows])
        frame = pictures.select("path", "label", "width").toPandas().sort_values("path")
        check(list(frame.label), [0, 0, 0, 1, 1, 1])
        check(list(frame.width), [120, 121, 122] * 2)


def write(spark, folder, work):
    pictures = spark.read.format("cachedimages").load(folder)
    for layout in ("sequencefile", "tfrecord", "webdataset"):
        target = f"{work}/{layout}"
        (
            pictures.select("path", "bytes", "label", "synset")
            .write.format("cachedimages")
            .options(layout=layout, shards=2)
            .save(target)
        )
        written = spark.read.format("cachedimages").option("layout", layout).load(target)
        counts = written.where("error is null").groupBy("label").count().orderBy("label").collect()
        check([tuple(row) for row in counts], [(0, 3), (1, 3)])


def catalog(spark, folder):
    counted = spark.sql(f"SELECT synset, count(*) AS n FROM images.`{folder}` GROUP BY synset")
    check({row.synset: row.n for row in counted.collect()}, {"ant": 3, "bee": 3})
    spark.sql(
        f"CREATE TABLE images.small USING cachedimages OPTIONS (resize = '8x8') LOCATION '{folder}'"
    )
    sizes = spark.table("images.small").select(F.size("tensor")).distinct().collect()
    check([row[0] for row in sizes], [8 * 8 * 3])


def main(folder, work):
    spark = (
        SparkSession.builder.master("local[2]")
        .appName("cachedimages")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.catalog.images", "io.kindling.spark.ImagesCatalog")
        .config("spark.hadoop.fs.cache.mount.pictures", "file://" + folder)
        .config("spark.hadoop.fs.cache.memory.size", "64m")
        .getOrCreate()
    )
    try:
        parts = [schema, columns, labels, errors, samples, catalog]
        for module, part in (("numpy", arrays), ("pyarrow", arrow), ("pandas", pandas)):
            try:
                __import__(module)
                parts.append(part)
            except ImportError:
                print(f"{part.__name__}: skipped, there is no {module}")
        for part in parts:
            part(spark, folder)
            print(f"{part.__name__}: passed")
        write(spark, folder, work)
        print("write: passed")
        print("cachedimages used from Python by Spark " + spark.version)
    finally:
        spark.stop()


main(sys.argv[1], sys.argv[2])
