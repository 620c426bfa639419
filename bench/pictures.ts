import sharp from 'sharp';

export interface Picture {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Reads a picture, scaled so that its longer side has `side` pixels. */
export async function readPicture(path: string, side = 400): Promise<Picture> {
  const image = sharp(path).resize(side, side, { fit: 'inside' }).removeAlpha().toColorspace('srgb');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { rgb: data, width: info.width, height: info.height };
}

/** Writes a map as a gray PNG. */
export async function writeMap(path: string, map: Float32Array, width: number, height: number): Promise<void> {
  const gray = Buffer.alloc(map.length);
  for (let i = 0; i < map.length; i++) gray[i] = Math.round(255 * map[i]!);
  await sharp(gray, { raw: { width, height, channels: 1 } })
    .png({ compressionLevel: 1 })
    .toFile(path);
}
