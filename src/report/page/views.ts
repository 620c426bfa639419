import type { Clip, Still } from './clip.js';
import { showLayers } from './layers.js';

/**
 * Shows the current frame twice: the clip, and the clip under its heatmap. Each is a video, or, where there is none, the
 * nearest still; what is marked is marked of the frame that is seen.
 */
export interface Views {
  /** Seconds from the first frame that are shown by what plays; undefined where nothing can be played. */
  time(): number | undefined;
  show(frame: number, seek: boolean): void;
  /** @param speed - above 0: times the clip's own. */
  play(speed: number): void;
  pause(): void;
  /** Tells whether the videos have reached the places that they were last sent to. */
  settled(): boolean;
  pictureOf(shot: number): string | undefined;
}

/** @param onGone - is told the name of a video that cannot be shown. */
export function showViews(container: HTMLElement, clip: Clip, onGone: (url: string) => void): Views {
  let current = 0;
  const sides = [
    view(container, clip, { url: clip.clipUrl, start: clip.clipStart, label: 'The clip', kind: 'picture' }),
    view(container, clip, {
      url: clip.overlayUrl,
      start: clip.overlayStart,
      label: 'The clip under its heatmap',
      kind: 'heatmap',
    }),
  ];
  for (const side of sides) {
    side.video?.addEventListener('error', () => {
      onGone(side.video!.getAttribute('src')!);
      side.video!.remove();
      side.show(current, false);
    });
  }
  const playable = () => sides.filter(({ video }) => video?.isConnected === true);
  return {
    time() {
      const [first] = playable();
      return first && first.video!.currentTime - first.start;
    },
    show(frame, seek) {
      current = frame;
      for (const side of sides) side.show(frame, seek);
    },
    play(speed) {
      for (const { video } of playable()) {
        video!.playbackRate = speed;
        // A video that is taken away while it starts rejects; its error is told already.
        video!.play().catch((error: DOMException) => {
          if (video!.isConnected && error.name !== 'AbortError') throw error;
        });
      }
    },
    pause() {
      for (const { video } of playable()) video!.pause();
    },
    settled: () => playable().every(({ video }) => !video!.seeking),
    pictureOf: (shot) => clip.stillNear(clip.shotRanges[shot]!.still)?.picture,
  };
}

/** Makes a video from `start` on, which stands for the first frame, over the stills of the clip. */
function view(
  container: HTMLElement,
  clip: Clip,
  { url, start, label, kind }: { url: string | undefined; start: number; label: string; kind: 'picture' | 'heatmap' },
) {
  const figure = document.createElement('figure');
  figure.style.aspectRatio = String(clip.aspect);
  const caption = document.createElement('figcaption');
  const image = document.createElement('img');
  image.alt = label;
  image.hidden = true;
  const video = url === undefined ? undefined : document.createElement('video');
  if (video !== undefined) {
    video.src = url!;
    video.muted = true;
    video.preload = 'auto';
    video.playsInline = true;
    video.setAttribute('aria-label', label);
    figure.append(video);
  }
  figure.append(image);
  const layers = showLayers(figure, clip, kind === 'picture');
  figure.append(caption);
  container.append(figure);
  return {
    video,
    start,
    show(frame: number, seek: boolean) {
      const plays = video?.isConnected === true;
      const still: Still | undefined = clip.stillNear(frame);
      layers.show(plays ? frame : (still?.frame ?? frame));
      caption.hidden = plays;
      caption.textContent =
        still === undefined ? 'No still of this shot' : `Still of frame ${still.frame}, ${clip.timecode(still.frame)}`;
      const picture = still?.[kind];
      image.hidden = picture === undefined;
      if (picture !== undefined && image.src !== picture) image.src = picture;
      if (seek && plays) video!.currentTime = start + clip.middleOf(frame);
    },
  };
}
