import { deflateSync, inflateSync } from 'node:zlib';
import type { DisplayedPicture } from '../../core/display-size.js';
import type { FrameSize } from '../../core/frame.js';
import type { RgbPicture } from '../../core/picture.js';
import { toDataUri } from '../../images/data-uri.js';
import { HeatmapComposite } from '../../render/heatmap-composite.js';
import { MapLevels } from '../../segments/map-levels.js';
import { pictureSize } from '../analyze/shot-thumbnails.js';

/** Long side of the pictures of a report, in pixels. */
const longSide = 320;

/** Packs the 8-bit gray levels of a map, which wait for their picture. */
export function packLevels(levels: Uint8Array): Uint8Array {
  return deflateSync(levels, { level: 1 });
}

/** Paints the stills of a report: a frame as it is, and under its heatmap, as `data:` addresses. */
export class StillPainter {
  readonly #display: FrameSize;
  #tools: { readonly composite: HeatmapComposite; readonly levels: MapLevels } | undefined;

  constructor(info: DisplayedPicture) {
    this.#display = pictureSize(info, longSide);
  }

  /** @param packed - the levels of the frame's map, of the size of the picture. */
  async paint(
    picture: RgbPicture,
    packed: Uint8Array,
  ): Promise<{ readonly picture: string; readonly heatmap: string }> {
    this.#tools ??= { composite: new HeatmapComposite(picture), levels: new MapLevels(picture, 8) };
    const { composite, levels } = this.#tools;
    const map = levels.toMap(inflateSync(packed));
    return {
      picture: await toDataUri(picture, this.#display),
      heatmap: await toDataUri({ ...picture, data: composite.paint(picture.data, map.data) }, this.#display),
    };
  }
}
