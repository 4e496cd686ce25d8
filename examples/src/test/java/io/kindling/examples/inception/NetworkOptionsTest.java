package io.kindling.examples.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class NetworkOptionsTest {

  @Test
  void whatIsNotSaidIsAsInBigDlsExample() {
    NetworkOptions options = parse("-b", "32");
    options.check();
    assertThat(options.batchSize()).isEqualTo(32);
    assertThat(options.maxIteration()).isEqualTo(62_000);
    assertThat(options.classes()).isEqualTo(1_000);
    assertThat(options.weightDecay()).isEqualTo(1e-4);
  }

  @Test
  void numbersBelowOneAreNamed() {
    NetworkOptions options = parse("-b", "32", "--maxIteration", "0", "--classNum", "10");
    assertThatThrownBy(options::check)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--maxIteration")
        .hasMessageContaining("32, 0 and 10");
  }

  @Test
  void trainingTakesThemAmongItsOwn() {
    TrainingOptions options = new TrainingOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options))
        .parseArgs("-f", "cache:///a", "-b", "8", "--classNum", "4", "--checkpointIteration", "0");
    assertThat(options.batchSize()).isEqualTo(8);
    assertThat(options.classes()).isEqualTo(4);
    assertThatThrownBy(options::check).hasMessageContaining("--checkpointIteration");
  }

  private static NetworkOptions parse(String... arguments) {
    NetworkOptions options = new NetworkOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(arguments);
    return options;
  }
}
