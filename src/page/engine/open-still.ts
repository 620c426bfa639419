import { VideoSample } from 'mediabunny';
import type { ClipSource, ShownPicture } from './clip-source.js';
import type { PictureCount } from './picture-count.js';
import { UndecodableClip } from './undecodable-clip.js';

/**
 * Opens a still as a clip of one frame, upright.
 *
 * @throws {UndecodableClip} for a picture that this browser cannot read.
 */
export async function openStill(file: Blob, name: string, count: PictureCount): Promise<ClipSource> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch((error: unknown) => {
    throw new UndecodableClip(
      { name, codec: file.type, reason: 'this browser cannot read the picture' },
      { cause: error },
    );
  });
  const { width, height } = bitmap;
  const rate = { num: 25, den: 1 };
  return {
    facts: {
      width,
      height,
      stored: { width, height, sampleAspect: { num: 1, den: 1 } },
      rotation: 0,
      duration: 0,
      times: Float64Array.of(0),
      timeBase: { num: 1, den: 25 },
      frameRate: rate,
      averageFrameRate: rate,
      codec: file.type,
      audioCodec: undefined,
      audioChannels: undefined,
      color: { matrix: 'bt601', fullRange: true },
      startTime: 0,
    },
    async *pictures(from): AsyncGenerator<ShownPicture, void> {
      if (from === 0) yield count.open(0, new VideoSample(bitmap, { timestamp: 0 }));
    },
    sound: undefined,
    close: () => bitmap.close(),
  };
}
