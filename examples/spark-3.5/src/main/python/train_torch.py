"""Trains a small PyTorch network on pictures that cachedimages reads, fed through Arrow.

Each executor core has a Python worker, which gets the pictures of its partition as Arrow batches,
trains a copy of the network on them and hands its weights back; the driver averages them. No
picture leaves the machine that owns it, and none is collected by the driver.

Usage: train_torch.py --folder cache:///photos/train [--epochs N] [--batch N] [--side N] [--seed N]
"""

import argparse
import io

import numpy as np
import pyarrow as pa
import torch
from pyspark.sql import SparkSession
from torch import nn


def network(side, classes):
    """Two convolutions and a linear layer over tensors of 3 x side x side."""
    return nn.Sequential(
        nn.Conv2d(3, 16, 5, stride=2, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(4),
        nn.Flatten(),
        nn.Linear(32 * 4 * 4, classes),
    )


def to_bytes(state):
    """The weights as bytes that torch.load reads."""
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()


def from_bytes(weights):
    return torch.load(io.BytesIO(weights), weights_only=True)


def tensors(batch, side):
    """Pictures and labels of an Arrow batch; the values are taken where Arrow has them."""
    pictures = batch.column("tensor").flatten().to_numpy(zero_copy_only=True)
    labels = batch.column("label").to_numpy(zero_copy_only=False).astype(np.int64)
    # PyTorch wants to own what it may write to; this is the one copy.
    return torch.tensor(pictures).reshape(-1, 3, side, side), torch.from_numpy(labels)


def trainer(weights, side, classes, size, rate, seed):
    """A function for mapInArrow: trains on a partition and gives one row with what it learnt."""

    def train(batches):
        torch.manual_seed(seed)
        torch.set_num_threads(1)
        model = network(side, classes)
        model.load_state_dict(from_bytes(weights.value))
        descent = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
        criterion = nn.CrossEntropyLoss()
        seen, loss_sum = 0, 0.0
        for batch in batches:
            pictures, labels = tensors(batch, side)
            for first in range(0, len(labels), size):
                part = slice(first, first + size)
                descent.zero_grad()
                loss = criterion(model(pictures[part]), labels[part])
                loss.backward()
                descent.step()
                loss_sum += loss.item() * len(labels[part])
            seen += len(labels)
        if seen:
            yield pa.RecordBatch.from_pydict(
                {"weights": [to_bytes(model.state_dict())], "seen": [seen], "loss": [loss_sum]}
            )

    return train


def tester(weights, side, classes):
    """A function for mapInArrow: counts the pictures of a partition that are told right."""

    def test(batches):
        torch.set_num_threads(1)
        model = network(side, classes).eval()
        model.load_state_dict(from_bytes(weights.value))
        seen, right = 0, 0
        with torch.no_grad():
            for batch in batches:
                pictures, labels = tensors(batch, side)
                right += int((model(pictures).argmax(dim=1) == labels).sum())
                seen += len(labels)
        if seen:
            yield pa.RecordBatch.from_pydict({"seen": [seen], "right": [right]})

    return test


def averaged(rows):
    """The mean of the workers' weights, each counted by the pictures that it saw."""
    total = sum(row.seen for row in rows)
    mean = {}
    for row in rows:
        for name, value in from_bytes(row.weights).items():
            mean[name] = mean.get(name, 0) + value * (row.seen / total)
    return mean


def pictures_of(spark, options, epoch):
    """The pictures of an epoch, in its order: tensors of planes, red first, and labels from 0."""
    return (
        spark.read.format("cachedimages")
        .option("mode", "DROPMALFORMED")
        .option("resize", f"{options.side}x{options.side}")
        .option("colour", "bgr")
        .option("tensorChannels", "rgb")
        .option("tensorScale", str(1 / 255))
        .option("mean", "0.485,0.456,0.406")
        .option("std", "0.229,0.224,0.225")
        .option("seed", str(options.seed))
        .option("epoch", str(epoch))
        .load(options.folder)
        .select("tensor", "label")
        .coalesce(options.workers or spark.sparkContext.defaultParallelism)
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", required=True, help="path of a set with labels")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=16, help="pictures of a step")
    parser.add_argument("--side", type=int, default=64, help="pixels that pictures are resized to")
    parser.add_argument("--rate", type=float, default=0.02, help="learning rate")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=0, help="copies of the network; all cores")
    options = parser.parse_args()

    spark = SparkSession.builder.appName("PyTorch from cachedimages").getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 256)
    try:
        classes = (
            spark.read.format("cachedimages").load(options.folder).select("label").distinct().count()
        )
        torch.manual_seed(options.seed)
        state = network(options.side, classes).state_dict()
        for epoch in range(options.epochs):
            weights = spark.sparkContext.broadcast(to_bytes(state))
            train = trainer(
                weights, options.side, classes, options.batch, options.rate, options.seed + epoch
            )
            rows = (
                pictures_of(spark, options, epoch)
                .mapInArrow(train, "weights binary, seen long, loss double")
                .collect()
            )
            state = averaged(rows)
            seen = sum(row.seen for row in rows)
            loss = sum(row.loss for row in rows) / seen
            print(f"epoch {epoch}: {seen} pictures by {len(rows)} workers, loss {loss:.4f}", flush=True)
        weights = spark.sparkContext.broadcast(to_bytes(state))
        rows = (
            pictures_of(spark, options, 0)
            .mapInArrow(tester(weights, options.side, classes), "seen long, right long")
            .collect()
        )
        seen, right = sum(row.seen for row in rows), sum(row.right for row in rows)
        print(f"{right} of {seen} pictures are told right")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
