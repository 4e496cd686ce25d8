"""What the notebooks share: class paths of a checkout, pictures to try with, and processes to start.

Needs a build of the checkout (README.md names the command) and, for `session`, PySpark 3.5.
"""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "examples" / "target" / "examples"


def class_path(module="examples/spark-3.5"):
    """The jars of a module of the examples, its own first."""
    target = ROOT / module / "target"
    jars = sorted(target.glob("kindling-examples*-SNAPSHOT.jar"))
    if not jars:
        raise FileNotFoundError(f"{module} is not built; README.md of the notebooks names the command")
    lists = [(target / "class-path" / name).read_text().strip() for name in ("kindling.txt", "spark.txt")]
    return os.pathsep.join([str(jars[0]), *lists])


def java():
    home = os.environ.get("JAVA_HOME")
    return str(Path(home, "bin", "java")) if home else "java"


def pictures():
    """A folder with `train` and `val`, made of a few photographs the first time."""
    subprocess.run(
        [
            java(), "-Djava.awt.headless=true", "-cp", class_path("examples"),
            "io.kindling.examples.quickstart.MakePictures",
            str(ROOT / "examples" / "target" / "photographs"), str(WORK / "pictures"),
        ],
        check=True,
    )  # fmt: skip
    return WORK / "pictures"


def session(folder, **options):
    """A Spark session of two threads, in which cache:///pictures leads to a folder."""
    from pyspark.sql import SparkSession

    opened = [
        "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util",
        "java.util.concurrent", "java.util.concurrent.atomic", "sun.nio.ch", "sun.nio.cs",
        "sun.security.action", "sun.util.calendar",
    ]  # fmt: skip
    flags = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in opened]
    flags += ["-Djava.awt.headless=true", "-Dio.netty.tryReflectionSetAccessible=true"]
    flags += ["-Dlog4j2.configurationFile=notebooks-log4j2.properties"]
    builder = (
        SparkSession.builder.master("local[2]")
        .appName("notebook")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.extraClassPath", class_path() + os.pathsep + str(ROOT / "notebooks"))
        .config("spark.driver.extraJavaOptions", " ".join(flags))
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.sql.catalog.images", "io.kindling.spark.ImagesCatalog")
        .config("spark.hadoop.fs.cache.memory.size", "512m")
        .config("spark.hadoop.fs.cache.mount.pictures", folder.as_uri())
    )
    for key, value in options.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def quickstart(*arguments):
    """Runs the quickstart of a checkout that is built, and gives the lines that it prints."""
    target = ROOT / "examples" / "target"
    return lines_of(
        java(), "-Xmx512m", "-Djava.awt.headless=true", "-Dlog4j.configuration=quickstart-log4j.properties",
        "-cp", class_path("examples"), "io.kindling.examples.quickstart.Quickstart",
        "--class-path", target / "class-path", "--photographs", target / "photographs",
        "--work", target / "quickstart", *arguments,
    )  # fmt: skip


def example(*arguments):
    """Runs an example on the pictures above, in a checkout that is built, and gives the lines that it prints."""
    return lines_of(
        ROOT / "examples" / "run", *arguments, KINDLING_BUILT="yes", PICTURES=pictures().as_uri()
    )


def lines_of(*command, **environment):
    """Starts a program and gives the lines that it prints; an error when it fails."""
    process = subprocess.Popen(
        [str(part) for part in command],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process.stdout:
        for line in process.stdout:
            yield line.rstrip("\n")
    if process.wait() != 0:
        raise RuntimeError(f"{Path(command[0]).name} ended with {process.returncode}")


def kindling(*arguments, options=()):
    """Runs the `kindling` command and gives what it answers with --json, whatever its exit code."""
    settings = [part for option in options for part in ("-D", option)]
    verb, *rest = map(str, arguments)
    answer = subprocess.run(
        [str(ROOT / "bin" / "kindling"), verb, *settings, "--json", *rest],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if not answer.stdout.strip():
        raise RuntimeError(answer.stderr.strip())
    return json.loads(answer.stdout)
