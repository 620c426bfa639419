import type { ClipRecord } from '../../analysis/record/analysis.js';
import { reduce } from '../../core/rational.js';
import { element, type XmlElement } from '../xml.js';

/** Lines above which pictures have the colors of high definition. */
const STANDARD_LINES = 576;

/** Gives the profile of a project that has the size, the pixels and the rate of a clip. */
export function mltProfile({ width, height, sampleAspect, rate }: ClipRecord): XmlElement {
  const display = reduce({ num: width * sampleAspect.num, den: height * sampleAspect.den });
  return element('profile', {
    description: `${width}x${height} ${Number((rate.num / rate.den).toFixed(3))} fps`,
    width,
    height,
    progressive: 1,
    sample_aspect_num: sampleAspect.num,
    sample_aspect_den: sampleAspect.den,
    display_aspect_num: display.num,
    display_aspect_den: display.den,
    frame_rate_num: rate.num,
    frame_rate_den: rate.den,
    colorspace: height > STANDARD_LINES ? 709 : 601,
  });
}
