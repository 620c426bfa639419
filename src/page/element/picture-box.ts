/** A rectangle in pixels of the page. */
interface PageBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Gives the part of a video's own box that shows its picture: bars beside it are left out, as `object-fit` tells. */
export function pictureBox(video: HTMLVideoElement): PageBox {
  const box = video.getBoundingClientRect();
  const { objectFit } = getComputedStyle(video);
  const { videoWidth, videoHeight } = video;
  if (objectFit === 'fill' || videoWidth === 0) return box;
  const fits = [box.width / videoWidth, box.height / videoHeight];
  const scale = objectFit === 'cover' ? Math.max(...fits) : objectFit === 'none' ? 1 : Math.min(...fits);
  const [width, height] = [videoWidth * scale, videoHeight * scale];
  return { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height };
}
