import { models, overlayOptions } from '../../browser.js';
import { SaliencyOverlay } from '../element/saliency-overlay.js';
import { announce } from './announce.js';
import { elementById } from './element-by-id.js';
import { makeElement } from './make-element.js';
import { optionForm } from './option-form.js';
import { saveFile } from './save-file.js';
import { showScreen } from './screens.js';

const { sideBySide: _, ...lookOptions } = overlayOptions;

/**
 * Shows what a camera sees under its live heatmap, until the signal is aborted. Its pictures stay in the page.
 *
 * @param onStop - called when the user has had enough.
 * @throws {DOMException} where there is no camera, or the user lets the page use none.
 */
export async function showCamera(signal: AbortSignal, onStop: () => void): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } }, audio: false });
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
    elementById('live-pane').replaceChildren();
  };
  if (signal.aborted) {
    end();
    return;
  }
  signal.addEventListener('abort', end, { once: true });
  const video = makeElement('video', { playsinline: true, 'aria-label': 'The camera' });
  video.muted = true;
  video.srcObject = stream;
  const overlay = new SaliencyOverlay();
  overlay.video = video;
  const pane = elementById('live-pane');
  pane.replaceChildren(video, overlay);
  showScreen('live');
  video.addEventListener('resize', () => pane.style.setProperty('--aspect', `${video.videoWidth / video.videoHeight}`));
  tellSpeed(overlay);
  chooseModel(overlay, signal);
  optionForm(elementById('live-look'), lookOptions, {
    onChange: (values) => {
      for (const name of Object.keys(lookOptions)) {
        if (values[name] === undefined) overlay.removeAttribute(name);
        else overlay.setAttribute(name, String(values[name]));
      }
    },
  });
  elementById('live-stop').addEventListener('click', onStop, { signal });
  elementById('live-picture').addEventListener('click', () => void savePicture(video, overlay), { signal });
  stream.getVideoTracks()[0]?.addEventListener('ended', onStop);
  await video.play();
  announce('The camera is on');
}

function tellSpeed(overlay: SaliencyOverlay): void {
  const words = elementById('live-words');
  const stamps: number[] = [];
  words.textContent = 'The first map takes a moment …';
  overlay.addEventListener('saliencymap', () => {
    const now = performance.now();
    stamps.push(now);
    while (stamps[0]! < now - 2000) stamps.shift();
    const span = now - stamps[0]!;
    if (span > 500) words.textContent = `${((1000 * (stamps.length - 1)) / span).toFixed(0)} maps a second`;
  });
  overlay.addEventListener('saliencyerror', ({ detail }) => {
    words.textContent = detail.message;
  });
}

function chooseModel(overlay: SaliencyOverlay, signal: AbortSignal): void {
  const select = elementById<HTMLSelectElement>('live-model');
  select.replaceChildren(
    ...models.map(({ name }) => makeElement('option', { value: name, selected: name === overlay.model }, name)),
  );
  select.addEventListener('change', () => overlay.setAttribute('model', select.value), { signal });
}

async function savePicture(video: HTMLVideoElement, overlay: SaliencyOverlay): Promise<void> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext('2d')!;
  context.drawImage(video, 0, 0);
  const heat = overlay.canvas;
  if (heat !== undefined) {
    const { mixBlendMode } = overlay.style;
    const modes: Readonly<Record<string, GlobalCompositeOperation>> = { 'plus-lighter': 'lighter', normal: 'source-over' };
    context.globalCompositeOperation = modes[mixBlendMode] ?? (mixBlendMode as GlobalCompositeOperation);
    context.imageSmoothingQuality = 'high';
    context.drawImage(heat, 0, 0, canvas.width, canvas.height);
  }
  saveFile(await canvas.convertToBlob({ type: 'image/png' }), 'camera.overlay.png');
}
