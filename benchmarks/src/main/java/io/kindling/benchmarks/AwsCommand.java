package io.kindling.benchmarks;

import io.kindling.s3.S3Access;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code aws s3 cp --recursive} as it comes: ten requests at a time. */
record AwsCommand(S3Access server) {

  /** Whether the command is installed. */
  static boolean isInstalled() throws InterruptedException {
    try {
      Process version = new ProcessBuilder("aws", "--version").redirectErrorStream(true).start();
      version.getOutputStream().close();
      byte[] ignored = version.getInputStream().readAllBytes();
      return version.waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /** Copies a bucket into a folder. */
  void copy(String bucket, Path folder) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    "aws",
                    "s3",
                    "cp",
                    "--recursive",
                    "--quiet",
                    "--endpoint-url",
                    server.endpoint().toString(),
                    "s3://" + bucket,
                    folder.toString()))
            .inheritIO();
    builder.environment().put("AWS_ACCESS_KEY_ID", server.accessKey());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", server.secretKey());
    builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new IOException("aws s3 cp ended with " + status);
    }
  }
}
