package io.kindling.examples.inception;

import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.OptimMethod;
import com.intel.analytics.bigdl.optim.SGD;
import com.intel.analytics.bigdl.optim.Trigger;
import com.intel.analytics.bigdl.optim.Trigger$;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of BigDL's own Inception example, by the same names. Filled by the command line. */
final class TrainingOptions {

  @Option(
      names = {"-f", "--folder"},
      required = true,
      description =
          "Hadoop path with the parts train and val: SequenceFiles, class folders, TFRecord or"
              + " WebDataset, for example cache:///imagenet.")
  private String folder = "";

  @Mixin private final NetworkOptions network = new NetworkOptions();

  @Option(names = "--model", description = "Goes on with a network that BigDL wrote.")
  private String model = "";

  @Option(names = "--state", description = "Goes on with the state of descent that BigDL wrote.")
  private String state = "";

  @Option(names = "--checkpoint", description = "Hadoop path where network and state are kept.")
  private String checkpoint = "";

  @Option(names = "--overWrite", description = "Keeps the last checkpoint only.")
  private boolean overWrite;

  @Option(
      names = {"-e", "--maxEpoch"},
      description = "Epochs to train; goes before --maxIteration.")
  private int maxEpoch;

  @Option(
      names = "--checkpointIteration",
      defaultValue = "620",
      description =
          "Batches between two checkpoints and validations (default: ${DEFAULT-VALUE}); with"
              + " --maxEpoch they come at the end of each epoch.")
  private int checkpointIteration;

  @Option(
      names = {"-l", "--learningRate"},
      defaultValue = "0.01",
      description = "Learning rate at the beginning (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(names = "--maxLr", description = "Learning rate at the end of the warm-up.")
  private @Nullable Double maxLearningRate;

  @Option(names = "--warmupEpoch", description = "Epochs in which the rate rises to --maxLr.")
  private int warmupEpoch;

  @Option(names = "--gradientL2NormThreshold", description = "Clips gradients to this norm.")
  private @Nullable Double gradientNorm;

  @Option(names = "--gradientMin", description = "Clips gradients below; with --gradientMax.")
  private @Nullable Double gradientMin;

  @Option(names = "--gradientMax", description = "Clips gradients above; with --gradientMin.")
  private @Nullable Double gradientMax;

  @Option(names = "--graphModel", description = "Builds the network as a graph.")
  private boolean graphModel;

  String folder() {
    return folder;
  }

  /** Path of a network; empty for a fresh one. */
  String model() {
    return model;
  }

  int batchSize() {
    return network.batchSize();
  }

  int classes() {
    return network.classes();
  }

  boolean graphModel() {
    return graphModel;
  }

  /**
   * Looks for what cannot be meant.
   *
   * @throws IllegalArgumentException that names the option
   */
  void check() {
    network.check();
    if (checkpointIteration < 1) {
      throw new IllegalArgumentException(
          "--checkpointIteration must be 1 or more, but is " + checkpointIteration);
    }
    if ((gradientMin == null) != (gradientMax == null)) {
      throw new IllegalArgumentException("give --gradientMin and --gradientMax, or none of them");
    }
    if (maxLearningRate != null && warmupEpoch < 1) {
      throw new IllegalArgumentException("--maxLr needs --warmupEpoch of 1 or more");
    }
  }

  /**
   * When the training is over.
   *
   * @return a trigger of BigDL
   */
  Trigger end() {
    return maxEpoch > 0
        ? Trigger$.MODULE$.maxEpoch(maxEpoch)
        : Trigger$.MODULE$.maxIteration(network.maxIteration());
  }

  /** When a checkpoint is written and the network is validated. */
  Trigger interval() {
    return maxEpoch > 0
        ? Trigger$.MODULE$.everyEpoch()
        : Trigger$.MODULE$.severalIteration(checkpointIteration);
  }

  /**
   * The descent, with the rate rising for some epochs and falling then.
   *
   * @param epoch batches of an epoch
   */
  OptimMethod<Float> descent(int epoch) {
    if (!state.isEmpty()) {
      return InceptionNetwork.storedDescent(state);
    }
    int iterations = maxEpoch > 0 ? maxEpoch * epoch : network.maxIteration();
    int rising = Math.min(iterations, warmupEpoch * epoch);
    if (rising == 0) {
      return InceptionNetwork.descent(
          learningRate, network.weightDecay(), InceptionNetwork.schedule(iterations));
    }
    double highest = maxLearningRate == null ? learningRate : maxLearningRate;
    SGD.SequentialSchedule schedule =
        new SGD.SequentialSchedule(epoch)
            .add(new SGD.Warmup((highest - learningRate) / rising), rising)
            .add(InceptionNetwork.schedule(iterations - rising), iterations - rising);
    return InceptionNetwork.descent(learningRate, network.weightDecay(), schedule);
  }

  /** Sets checkpoints and clipping. */
  void configure(DistriOptimizer<Float> trainer) {
    if (!checkpoint.isEmpty()) {
      trainer.setCheckpoint(checkpoint, interval());
      if (overWrite) {
        trainer.overWriteCheckpoint();
      }
    }
    if (gradientMin != null && gradientMax != null) {
      trainer.setConstantGradientClipping(gradientMin, gradientMax);
    }
    if (gradientNorm != null) {
      trainer.setGradientClippingByl2Norm(gradientNorm);
    }
  }
}
