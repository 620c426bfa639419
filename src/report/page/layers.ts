import type { Box } from '../../analysis/record/analysis.js';
import type { Clip } from './clip.js';

/** Lie over a picture: marks of attention and subject, quiet zones, a crop. */
export interface Layers {
  /** Shows what is known of a frame. */
  show(frame: number): void;
}

/** @param all - whether boxes are drawn too, not only marks. */
export function showLayers(figure: HTMLElement, clip: Clip, all: boolean): Layers {
  const most = all ? Math.max(0, ...clip.shots.map(({ quietZones = [] }) => quietZones.length)) : 0;
  const zones = Array.from({ length: most }, () => box('zone'));
  const crop = box('crop');
  const [subject, attention] = [mark('ring subject'), mark('ring')];
  // The crop darkens what lies below it: zones are seen outside of it too.
  if (all) figure.append(crop.element, ...zones.map(({ element }) => element));
  figure.append(subject.element, attention.element);
  return {
    show(frame) {
      attention.show(clip.x[frame], clip.y[frame]);
      subject.show(clip.subjectX[frame], clip.subjectY[frame]);
      if (!all) return;
      const { quietZones = [] } = clip.shots[clip.shotAt(frame)]!;
      for (const [i, zone] of zones.entries()) zone.show(quietZones[i]);
      crop.show(clip.cropOf(frame));
    },
  };
}

/** Makes a mark that lies on a picture at shares of its sides, or nowhere. */
function mark(className: string) {
  const element = document.createElement('span');
  element.className = className;
  return {
    element,
    show(x: number | null | undefined, y: number | null | undefined) {
      element.hidden = x == null || y == null;
      element.style.left = `${100 * (x ?? 0)}%`;
      element.style.top = `${100 * (y ?? 0)}%`;
    },
  };
}

/** Makes a rectangle that lies on a picture at shares of its sides, or nowhere. */
function box(className: string) {
  const element = document.createElement('span');
  element.className = `box ${className}`;
  return {
    element,
    show(place: Box | undefined) {
      element.hidden = place === undefined;
      if (place === undefined) return;
      element.style.left = `${100 * place.x}%`;
      element.style.top = `${100 * place.y}%`;
      element.style.width = `${100 * place.width}%`;
      element.style.height = `${100 * place.height}%`;
    },
  };
}
