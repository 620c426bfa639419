import { heatmapModel, models, type OptionInput, overlayOptions, resolveOptions } from '../../browser.js';
import { HeatCanvas } from '../element/heat-canvas.js';
import { CameraSession } from '../engine/camera-session.js';
import { announce } from './announce.js';
import { elementById } from './element-by-id.js';
import { makeElement } from './make-element.js';
import { optionForm } from './option-form.js';
import { saveFile } from './save-file.js';
import { showScreen } from './screens.js';
import { blendStyle } from './show/blend-style.js';

const { sideBySide: _, ...lookOptions } = overlayOptions;

/** Names of blend modes on a canvas that differ from those in style sheets. */
const compositing: Readonly<Record<string, GlobalCompositeOperation>> = {
  'plus-lighter': 'lighter',
  normal: 'source-over',
};

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
  const heat = new HeatCanvas(makeElement('canvas', { 'aria-hidden': 'true' }), resolveOptions(overlayOptions, {}));
  const pane = elementById('live-pane');
  pane.replaceChildren(video, heat.canvas);
  video.addEventListener('resize', () => pane.style.setProperty('--aspect', `${video.videoWidth / video.videoHeight}`));
  showScreen('live');
  optionForm(elementById('live-look'), lookOptions, {
    onChange: (values) => {
      const look = resolveOptions(overlayOptions, values as OptionInput<typeof overlayOptions>);
      heat.setLook(look);
      heat.canvas.style.mixBlendMode = blendStyle(look.blend);
    },
  });
  const select = elementById<HTMLSelectElement>('live-model');
  select.replaceChildren(
    ...models.map(({ name }) => makeElement('option', { value: name, selected: name === heatmapModel }, name)),
  );
  const maps = new CameraMaps(stream, heat, signal);
  select.addEventListener('change', () => void maps.begin(select.value), { signal });
  elementById('live-stop').addEventListener('click', onStop, { signal });
  elementById('live-picture').addEventListener('click', () => void savePicture(video, heat.canvas), { signal });
  stream.getVideoTracks()[0]?.addEventListener('ended', onStop);
  await Promise.all([video.play(), maps.begin(heatmapModel)]);
  announce('The camera is on');
}

/** Paints the maps of a camera, by one model after the other. */
class CameraMaps {
  readonly #stream: MediaStream;
  readonly #heat: HeatCanvas;
  readonly #signal: AbortSignal;
  readonly #words = elementById('live-words');
  #session: CameraSession | undefined;
  #turn = 0;

  constructor(stream: MediaStream, heat: HeatCanvas, signal: AbortSignal) {
    this.#stream = stream;
    this.#heat = heat;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#session?.close(), { once: true });
  }

  async begin(model: string): Promise<void> {
    this.#session?.close();
    this.#session = undefined;
    this.#words.textContent = 'The first map takes a moment …';
    const turn = ++this.#turn;
    try {
      const session = await CameraSession.open(this.#stream, {
        model,
        analysisSize: 320,
        onMap: ({ levels, width, height, fps }) => {
          this.#heat.paint(levels, width, height);
          this.#words.textContent = `${fps.toFixed(0)} maps a second`;
        },
        onError: (error) => {
          this.#words.textContent = error.message;
        },
      });
      if (turn !== this.#turn || this.#signal.aborted) session.close();
      else this.#session = session;
    } catch (error) {
      if (turn === this.#turn) this.#words.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}

async function savePicture(video: HTMLVideoElement, heat: HTMLCanvasElement): Promise<void> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext('2d')!;
  context.drawImage(video, 0, 0);
  const { mixBlendMode } = heat.style;
  context.globalCompositeOperation =
    compositing[mixBlendMode || 'normal'] ?? (mixBlendMode as GlobalCompositeOperation);
  context.imageSmoothingQuality = 'high';
  context.drawImage(heat, 0, 0, canvas.width, canvas.height);
  saveFile(await canvas.convertToBlob({ type: 'image/png' }), 'camera.overlay.png');
}
