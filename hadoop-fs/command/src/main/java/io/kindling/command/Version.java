package io.kindling.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar that the command is in, and of the JVM. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String own =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("of a build directory");
    return new String[] {"kindling " + own, "Java " + Runtime.version()};
  }
}
