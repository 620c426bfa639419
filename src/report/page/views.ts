import type { Clip } from './clip.js';

/** Shows the current frame as two videos or two pictures of its shot, each with a ring where attention is and a dashed one where the subject is. */
export interface Views {
  readonly playable: boolean;
  show(frame: number, seek: boolean): void;
  toggle(): void;
  /** Calls back with every frame that plays. */
  onFrame(callback: (frame: number) => void): void;
  pictureOf(shot: number): string | undefined;
}

export function showViews(container: HTMLElement, clip: Clip): Views {
  const picture = (shot: number, kind: 'picture' | 'heatmap') =>
    document.querySelector<HTMLImageElement>(`[data-shot="${shot}"] .${kind}`)?.src;
  const left = view(container, clip, { url: clip.clipUrl, start: clip.clipStart, label: 'The clip' });
  const right = view(container, clip, {
    url: clip.overlayUrl,
    start: clip.overlayStart,
    label: 'The clip under its heatmap',
  });
  const shown = [left, right].flatMap((side) => (side.video === undefined ? [] : { ...side, video: side.video }));
  const videos = shown.map(({ video }) => video);
  const playing = () => videos.some((video) => !video.paused);
  return {
    playable: videos.length > 0,
    show(frame, seek) {
      const shot = clip.shotAt(frame);
      left.show(frame, seek && !playing(), picture(shot, 'picture'));
      right.show(frame, seek && !playing(), picture(shot, 'heatmap'));
      if (seek && playing()) for (const { seek } of shown) seek(frame);
    },
    toggle() {
      const pause = playing();
      for (const video of videos) {
        if (pause) video.pause();
        else void video.play().catch(() => undefined);
      }
    },
    onFrame(callback) {
      const [first] = shown;
      if (first === undefined) return;
      const { video, start } = first;
      const tick = () => {
        if (!video.paused) callback(clip.frameAt(video.currentTime - start));
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
    pictureOf: (shot) => picture(shot, 'picture'),
  };
}

/** Makes a video from `start` on, which stands for the first frame, or the pictures of its shots. */
function view(
  container: HTMLElement,
  clip: Clip,
  { url, start, label }: { url: string | undefined; start: number; label: string },
) {
  const figure = document.createElement('figure');
  figure.style.aspectRatio = String(clip.aspect);
  const caption = document.createElement('figcaption');
  const image = document.createElement('img');
  image.alt = label;
  image.hidden = true;
  const [subject, attention] = [mark('ring subject'), mark('ring')];
  const video = url === undefined ? undefined : document.createElement('video');
  if (video !== undefined) {
    video.src = url!;
    video.muted = true;
    video.preload = 'auto';
    video.playsInline = true;
    video.setAttribute('aria-label', label);
    // Where the clip cannot be had, the stills of its shots stand in.
    video.addEventListener('error', () => video.remove());
    figure.append(video);
  }
  figure.append(image, subject.element, attention.element, caption);
  container.append(figure);
  const seek = (frame: number) => {
    if (video !== undefined) video.currentTime = start + clip.middleOf(frame);
  };
  return {
    video,
    start,
    seek,
    show(frame: number, follow: boolean, picture: string | undefined) {
      attention.show(clip.x[frame], clip.y[frame]);
      subject.show(clip.subjectX[frame], clip.subjectY[frame]);
      const still = clip.shots[clip.shotAt(frame)]!.still;
      caption.hidden = video?.isConnected === true || picture === undefined;
      caption.textContent = `Still of frame ${still}`;
      image.hidden = picture === undefined;
      if (picture !== undefined && image.src !== picture) image.src = picture;
      if (follow) seek(frame);
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
