package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.image.decode.TensorOptions.Channels;
import io.kindling.image.decode.TensorOptions.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelTensorTest {
  /** Two pixels: B 1, G 2, R 3 and B 4, G 5, R 255. */
  private static final DecodedImage BGR =
      new DecodedImage(2, 1, 3, new byte[] {1, 2, 3, 4, 5, (byte) 255});

  @Test
  void planesAndInterleavedChannelsInBothOrders() {
    assertThat(floats(Layout.NCHW, Channels.BGR, BGR)).containsExactly(1, 4, 2, 5, 3, 255);
    assertThat(floats(Layout.NCHW, Channels.RGB, BGR)).containsExactly(3, 255, 2, 5, 1, 4);
    assertThat(floats(Layout.NHWC, Channels.BGR, BGR)).containsExactly(1, 2, 3, 4, 5, 255);
    assertThat(floats(Layout.NHWC, Channels.RGB, BGR)).containsExactly(3, 2, 1, 255, 5, 4);
  }

  @Test
  void arithmeticIsScaleThenMeanThenDeviationRoundedOnce() {
    List<Double> mean = List.of(0.485, 0.456, 0.406);
    List<Double> std = List.of(0.229, 0.224, 0.225);
    double scale = 1 / 255.0;
    float[] floats =
        new PixelTensor(new TensorOptions(Layout.NCHW, Channels.RGB, scale, mean, std)).of(BGR);
    assertThat(floats[1]).isEqualTo((float) ((255 * scale - 0.485) / 0.229));
    assertThat(floats[2]).isEqualTo((float) ((2 * scale - 0.456) / 0.224));
    assertThat(floats[5]).isEqualTo((float) ((4 * scale - 0.406) / 0.225));
  }

  @Test
  void grayHasOneChannelAndAlphaIsTheLast() {
    DecodedImage gray = new DecodedImage(2, 1, 1, new byte[] {7, 9});
    assertThat(floats(Layout.NCHW, Channels.RGB, gray)).containsExactly(7, 9);
    DecodedImage alpha = new DecodedImage(1, 1, 4, new byte[] {1, 2, 3, 100});
    assertThat(floats(Layout.NHWC, Channels.RGB, alpha)).containsExactly(3, 2, 1, 100);
  }

  @Test
  void picturesOfABatchLieBehindEachOther() {
    PixelTensor tensor =
        new PixelTensor(
            new TensorOptions(Layout.NCHW, Channels.BGR, 1, List.of(1.0), List.of(2.0)));
    float[] batch = new float[12];
    tensor.write(BGR, batch, 6);
    assertThat(batch).containsExactly(0, 0, 0, 0, 0, 0, 0, 1.5f, 0.5f, 2, 1, 127);
  }

  @Test
  void deviationOfZeroIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TensorOptions(Layout.NCHW, Channels.BGR, 1, List.of(), List.of(1.0, 0.0, 1.0)))
        .withMessageContaining("must not be zero");
  }

  private static float[] floats(Layout layout, Channels channels, DecodedImage image) {
    return new PixelTensor(new TensorOptions(layout, channels, 1, List.of(), List.of())).of(image);
  }
}
