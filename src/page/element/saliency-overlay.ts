import { heatmapModel, type OptionInput, overlayOptions, resolveOptions } from '../../browser.js';
import { HeatCanvas } from './heat-canvas.js';
import { type LiveMap, LiveMaps } from './live-maps.js';
import { pictureBox } from './picture-box.js';

export type { LiveMap } from './live-maps.js';

declare global {
  interface HTMLElementTagNameMap {
    'saliency-overlay': SaliencyOverlay;
  }
  interface HTMLElementEventMap {
    saliencymap: CustomEvent<LiveMap>;
    saliencyerror: CustomEvent<Error>;
  }
}

// Where there are no elements, as in Node, the module can be loaded all the same: pages are also written there.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

const blends: Readonly<Record<string, string>> = { addition: 'plus-lighter' };

/**
 * Lays a live heatmap over a `<video>`: `<saliency-overlay for="clip" model="gaze"></saliency-overlay>`.
 *
 * The pictures that the video shows are mapped in a worker as they come; those that come while one is worked on are left
 * out. Attributes, all of which may change at any time:
 *
 * - `for`: the id of the video; or set the property `video`.
 * - `model`: one of `models`, or several with commas between. Default: the model of where eyes rest.
 * - `analysis-size`: long side of the pictures that the model sees, in [16, 1024]. Default 320.
 * - `colormap`, `opacity`, `threshold`, `blend`: as in `overlayOptions`.
 * - `muted`: maps are made and told of, and none is shown.
 *
 * Each map is told of by an event `saliencymap`, whose `detail` is a {@link LiveMap}. What goes wrong is told by
 * `saliencyerror`, whose `detail` is the error: an unknown model or option, or a video of another origin that may not be
 * read (give it `crossorigin`, and its server has to allow that). Needs `requestVideoFrameCallback`: Chrome 83, Safari
 * 15.4, Firefox 132. A video that is shown full screen by its own controls leaves the heatmap behind; show an element
 * that holds both full screen instead.
 */
export class SaliencyOverlay extends Base {
  static readonly observedAttributes: readonly string[] = [
    ...['for', 'model', 'analysis-size', 'colormap', 'opacity', 'threshold', 'blend', 'muted'],
  ];

  #video: HTMLVideoElement | undefined;
  #options: Readonly<Record<string, unknown>> = {};
  #maps: LiveMaps | undefined;
  #heat: HeatCanvas | undefined;
  #map: LiveMap | undefined;
  #restart = 0;
  readonly #place = () => this.#layOver();
  #sizes: ResizeObserver | undefined;

  /** The video that is watched; undefined until there is one. */
  get video(): HTMLVideoElement | undefined {
    return this.#video ?? this.#named();
  }
  set video(video: HTMLVideoElement | undefined) {
    this.#video = video;
    this.#begin();
  }

  /** The options of the model by name; what is set replaces what was. */
  get options(): Readonly<Record<string, unknown>> {
    return this.#options;
  }
  set options(options: Readonly<Record<string, unknown>>) {
    this.#options = { ...options };
    this.#begin();
  }

  /** The latest map; undefined before the first. */
  get map(): LiveMap | undefined {
    return this.#map;
  }

  /** The canvas that the heatmap is on; undefined before the element is in a page. */
  get canvas(): HTMLCanvasElement | undefined {
    return this.#heat?.canvas;
  }

  /** The browser calls this when the element enters a page. */
  connectedCallback(): void {
    if (this.shadowRoot === null) {
      const root = this.attachShadow({ mode: 'open' });
      const style = new CSSStyleSheet();
      // The rule of the page's author comes first, but for what makes it an overlay.
      style.replaceSync(
        ':host{position:absolute!important;pointer-events:none;display:block}canvas{width:100%;height:100%;display:block}',
      );
      root.adoptedStyleSheets = [style];
      const canvas = document.createElement('canvas');
      canvas.setAttribute('aria-hidden', 'true');
      root.append(canvas);
    }
    addEventListener('resize', this.#place);
    this.#begin();
  }

  /** The browser calls this when the element leaves a page. */
  disconnectedCallback(): void {
    removeEventListener('resize', this.#place);
    this.#end();
  }

  /** The browser calls this when an attribute changes. */
  attributeChangedCallback(name: string): void {
    if (!this.isConnected || this.shadowRoot === null) return;
    if (['for', 'model', 'analysis-size'].includes(name)) this.#begin();
    else this.#look();
  }

  #named(): HTMLVideoElement | undefined {
    const id = this.getAttribute('for');
    const found = id === null ? null : (this.getRootNode() as Document | ShadowRoot).getElementById(id);
    return found instanceof HTMLVideoElement ? found : undefined;
  }

  /** Starts anew, once for however many changes come at once. */
  #begin(): void {
    const turn = ++this.#restart;
    queueMicrotask(() => {
      if (turn !== this.#restart || !this.isConnected) return;
      this.#end();
      const { video } = this;
      if (video === undefined) {
        // The video may come after its overlay in a page that is still read.
        if (document.readyState === 'loading') {
          document.addEventListener('DOMContentLoaded', () => this.#begin(), { once: true });
        } else this.#tell(new Error(`there is no video with the id "${this.getAttribute('for') ?? ''}"`));
        return;
      }
      this.#watch(video);
    });
  }

  #watch(video: HTMLVideoElement): void {
    const size = Number(this.getAttribute('analysis-size') ?? 320);
    if (!(size >= 16 && size <= 1024)) {
      this.#tell(
        new Error(`analysis-size: expected a number in [16, 1024], got ${this.getAttribute('analysis-size')}`),
      );
      return;
    }
    this.#look();
    this.#sizes = new ResizeObserver(this.#place);
    this.#sizes.observe(video);
    this.#maps = new LiveMaps(video, {
      model: this.getAttribute('model') ?? heatmapModel,
      options: this.#options,
      analysisSize: size,
      onMap: (map) => {
        this.#map = map;
        this.#paint();
        this.dispatchEvent(new CustomEvent('saliencymap', { detail: map, bubbles: true, composed: true }));
      },
      onError: (error) => this.#tell(error),
    });
    this.#layOver();
  }

  #end(): void {
    this.#maps?.close();
    this.#maps = undefined;
    this.#sizes?.disconnect();
    this.#heat?.clear();
  }

  /** Reads the attributes that say how maps are shown. */
  #look(): void {
    const given: Record<string, unknown> = {};
    for (const name of ['colormap', 'blend']) given[name] = this.getAttribute(name) ?? undefined;
    for (const name of ['opacity', 'threshold']) {
      const text = this.getAttribute(name);
      if (text !== null) given[name] = Number(text);
    }
    try {
      const look = resolveOptions(overlayOptions, given as OptionInput<typeof overlayOptions>);
      this.#heat ??= new HeatCanvas(this.shadowRoot!.querySelector('canvas')!, look);
      this.#heat.setLook(look);
      this.style.mixBlendMode = blends[look.blend] ?? look.blend;
      this.#paint();
    } catch (thrown) {
      this.#tell(thrown as Error);
    }
  }

  #paint(): void {
    this.#layOver();
    if (this.#map === undefined) return;
    if (this.hasAttribute('muted')) this.#heat?.clear();
    else this.#heat?.paint(this.#map.levels, this.#map.width, this.#map.height);
  }

  /** Lies over the picture of the video, wherever that is now. */
  #layOver(): void {
    const { video } = this;
    if (video === undefined) return;
    const box = pictureBox(video);
    const { left, top } = originOf(this);
    this.style.left = `${box.left - left}px`;
    this.style.top = `${box.top - top}px`;
    this.style.width = `${box.width}px`;
    this.style.height = `${box.height}px`;
  }

  #tell(error: Error): void {
    this.dispatchEvent(new CustomEvent('saliencyerror', { detail: error, bubbles: true, composed: true }));
  }
}

/** The point that the position of an element counts from, in pixels of the window. */
function originOf(element: HTMLElement): { readonly left: number; readonly top: number } {
  const parent = element.offsetParent;
  // Without an ancestor that is positioned, positions count from the page; the body is named all the same.
  if (parent === null || (parent === document.body && getComputedStyle(parent).position === 'static')) {
    return { left: -scrollX, top: -scrollY };
  }
  const { left, top } = parent.getBoundingClientRect();
  return { left: left + parent.clientLeft - parent.scrollLeft, top: top + parent.clientTop - parent.scrollTop };
}

if (globalThis.customElements !== undefined && customElements.get('saliency-overlay') === undefined) {
  customElements.define('saliency-overlay', SaliencyOverlay);
}
