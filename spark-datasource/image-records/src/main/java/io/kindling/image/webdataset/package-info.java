/** WebDataset's tars: members of one key are one sample. */
@NullMarked
package io.kindling.image.webdataset;

import org.jspecify.annotations.NullMarked;
