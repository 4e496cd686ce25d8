package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.image.decode.TensorOptions.Axes;
import io.kindling.image.decode.TensorOptions.Channels;
import io.kindling.image.decode.TensorOptions.PerChannel;
import org.junit.jupiter.api.Test;

class PixelTensorTest {
  /** Two pixels: B 1, G 2, R 3 and B 4, G 5, R 255. */
  private static final DecodedImage BGR =
      new DecodedImage(2, 1, 3, new byte[] {1, 2, 3, 4, 5, (byte) 255});

  private static final PerChannel NONE = PerChannel.all(0);
  private static final PerChannel ONE = PerChannel.all(1);

  @Test
  void planesAndInterleavedChannelsInBothOrders() {
    assertThat(floats(Axes.CHW, Channels.BGR, BGR)).containsExactly(1, 4, 2, 5, 3, 255);
    assertThat(floats(Axes.CHW, Channels.RGB, BGR)).containsExactly(3, 255, 2, 5, 1, 4);
    assertThat(floats(Axes.HWC, Channels.BGR, BGR)).containsExactly(1, 2, 3, 4, 5, 255);
    assertThat(floats(Axes.HWC, Channels.RGB, BGR)).containsExactly(3, 2, 1, 255, 5, 4);
  }

  @Test
  void arithmeticIsScaleThenMeanThenDeviationInSinglePrecision() {
    PerChannel mean = new PerChannel(0.485f, 0.456f, 0.406f);
    PerChannel deviation = new PerChannel(0.229f, 0.224f, 0.225f);
    float scale = 1 / 255f;
    float[] floats =
        new PixelTensor(new TensorOptions(Axes.CHW, Channels.RGB, scale, mean, deviation)).of(BGR);
    assertThat(floats[1]).isEqualTo((255 * scale - 0.485f) / 0.229f);
    assertThat(floats[2]).isEqualTo((2 * scale - 0.456f) / 0.224f);
    assertThat(floats[5]).isEqualTo((4 * scale - 0.406f) / 0.225f);
  }

  @Test
  void grayIsRepeatedAndTransparencyLeftOut() {
    DecodedImage gray = new DecodedImage(2, 1, 1, new byte[] {7, 9});
    assertThat(floats(Axes.CHW, Channels.RGB, gray)).containsExactly(7, 9, 7, 9, 7, 9);
    DecodedImage alpha = new DecodedImage(1, 1, 4, new byte[] {1, 2, 3, 100});
    assertThat(floats(Axes.HWC, Channels.RGB, alpha)).containsExactly(3, 2, 1);
  }

  @Test
  void picturesOfABatchLieBehindEachOther() {
    PixelTensor tensor = new PixelTensor(new TensorOptions(Axes.CHW, Channels.BGR, 1, NONE, ONE));
    float[] batch = new float[2 * PixelTensor.length(BGR)];
    tensor.write(BGR, batch, PixelTensor.length(BGR));
    assertThat(batch).containsExactly(0, 0, 0, 0, 0, 0, 1, 4, 2, 5, 3, 255);
  }

  @Test
  void deviationOfZeroIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TensorOptions(Axes.CHW, Channels.BGR, 1, NONE, new PerChannel(1, 0, 1)))
        .withMessageContaining("deviation not zero");
  }

  private static float[] floats(Axes axes, Channels channels, DecodedImage image) {
    return new PixelTensor(new TensorOptions(axes, channels, 1, NONE, ONE)).of(image);
  }
}
