import type { ClipMeasurements } from '../engine/clip-measurements.js';
import type { ClipSession } from '../engine/clip-session.js';
import type { MapProgress } from '../engine/session-options.js';
import { announce } from './announce.js';
import { ClipTimes } from './clip-times.js';
import { elementById } from './element-by-id.js';
import { makeElement } from './make-element.js';
import { CropPanel } from './panels/crop-panel.js';
import { LookPanel } from './panels/look-panel.js';
import { modelPanel } from './panels/model-panel.js';
import { TakePanel } from './panels/take-panel.js';
import { type Deed, hearKeys, showKeys } from './play/keys.js';
import { MappedBar } from './play/mapped-bar.js';
import { PicturePlayer } from './play/picture-player.js';
import type { Player, PlayerListener } from './play/player.js';
import { Rewinder } from './play/rewinder.js';
import { Transport } from './play/transport.js';
import { VideoPlayer } from './play/video-player.js';
import { type Settings, views } from './settings.js';
import { GazeTrail } from './show/gaze-trail.js';
import { readingOf } from './show/reading-of.js';
import { ShotStrip } from './show/shot-strip.js';
import { Stage } from './show/stage.js';
import { Timeline } from './show/timeline.js';

/** Milliseconds from one look at the measurements to the next while maps are made. */
const LOOK_EVERY = 800;

/** Says what a clip that is shown needs from whoever opened it. */
interface ClipOwner {
  readonly settings: Settings;
  /** Maps the clip again, with other settings. */
  mapAgain(): void;
}

/** One clip on the page: everything that is seen of it, and what is done with it. */
export class OpenClip {
  readonly #session: ClipSession;
  readonly #settings: Settings;
  readonly #abort = new AbortController();
  readonly #times: ClipTimes;
  readonly #player: Player;
  readonly #stage: Stage;
  readonly #trail = new GazeTrail();
  readonly #bar: MappedBar;
  readonly #transport: Transport;
  readonly #timeline: Timeline | undefined;
  readonly #strip: ShotStrip;
  readonly #crop: CropPanel;
  readonly #take: TakePanel;
  readonly #look: LookPanel;
  readonly #rewinder: Rewinder;
  #measurements: ClipMeasurements | undefined;
  #lastLook = Number.NEGATIVE_INFINITY;
  #looking = false;
  #complete = false;
  #index = 0;
  #rate = 1;

  private constructor(session: ClipSession, times: ClipTimes, player: Player, owner: ClipOwner) {
    const { signal } = this.#abort;
    const go = (index: number) => this.go(index);
    const onError = (error: unknown) => this.#fail(error);
    const small = (index: number) => session.picture(index, { kind: 'frame', longSide: 160 });
    this.#session = session;
    this.#settings = owner.settings;
    this.#times = times;
    this.#player = player;
    const still = !player.playable;
    elementById('work').toggleAttribute('data-still', still);
    this.#stage = new Stage(session, player, owner.settings, onError);
    this.#bar = new MappedBar(times.length);
    this.#transport = new Transport(times, signal, go);
    this.#timeline = still ? undefined : new Timeline(times, signal, go);
    this.#strip = new ShotStrip(small, go);
    this.#crop = new CropPanel(session, owner.settings, signal, onError);
    this.#take = new TakePanel(session, owner.settings, signal);
    this.#rewinder = new Rewinder(times, () => this.#index, go);
    this.#look = new LookPanel(owner.settings, signal, () => this.#restyle());
    modelPanel(owner.settings, signal, () => owner.mapAgain());
    hearKeys(signal, (deed, key) => this.#act(deed, key));
    this.#showFacts();
    delete elementById('mapping').dataset.wrong;
    elementById('mapping').textContent = still ? '' : 'Mapping begins …';
    elementById('reading').textContent = '';
  }

  /** Shows a clip that a session has opened. */
  static async show(
    file: File,
    session: ClipSession,
    owner: ClipOwner,
    isGone: () => boolean,
  ): Promise<OpenClip | undefined> {
    const { clip } = session;
    const times = new ClipTimes(clip.times, clip.duration);
    let open: OpenClip | undefined;
    const listener: PlayerListener = {
      onFrame: (index) => open?.showFrame(index),
      onState: () => open?.showState(),
    };
    const isStill = clip.codec.startsWith('image/');
    const picture = (index: number) =>
      isStill && clip.frames === 1 ? Promise.resolve(file) : session.picture(index, { kind: 'frame', longSide: 1280 });
    const player =
      (isStill ? undefined : await VideoPlayer.load(file, times, listener)) ??
      new PicturePlayer(times, listener, picture);
    if (isGone()) {
      player.close();
      return undefined;
    }
    open = new OpenClip(session, times, player, owner);
    open.showState();
    open.showFrame(0);
    if (player instanceof PicturePlayer) player.seek(0);
    return open;
  }

  /** A map has been made. */
  mapMade(index: number): void {
    this.#stage.mapMade(index);
  }

  /** Maps are being made; the last call tells that all are there. */
  progress(progress: MapProgress): void {
    const complete = progress.mapped === progress.total;
    this.#bar.draw((index) => this.#session.hasMap(index));
    this.#bar.tell(progress);
    void this.#measure(complete);
    if (!complete || this.#complete) return;
    this.#complete = true;
    this.#crop.complete();
    this.#take.complete();
    if (this.#player.playable) announce('All frames are mapped');
  }

  /** Shows a frame, wherever the clip is. */
  go(index: number): void {
    const next = Math.min(this.#times.length - 1, Math.max(0, index));
    this.#player.seek(next);
    // A player takes a while to find a frame; the numbers need not wait for it, nor whoever steps on from here.
    this.#index = next;
    this.#transport.showFrame(next, this.#shotOf(next));
  }

  /** Says what went wrong, and leaves what there is. */
  tell(error: unknown): void {
    const words = elementById('mapping');
    words.dataset.wrong = '';
    words.textContent = error instanceof Error ? error.message : String(error);
    announce(words.textContent);
  }

  close(): void {
    this.#abort.abort();
    this.#rewinder.stop();
    this.#strip.close();
    this.#player.close();
    this.#session.close();
  }

  showState(): void {
    this.#transport.showState(
      this.#player,
      this.#session.clip.audioCodec !== undefined && this.#player.element.tagName === 'VIDEO',
    );
  }

  showFrame(index: number): void {
    this.#index = index;
    this.#stage.show(index);
    this.#transport.showFrame(index, this.#shotOf(index));
    this.#timeline?.show(index);
    this.#crop.showFrame(index);
    this.#take.showFrame(index);
    this.#showMeasured();
  }

  #showMeasured(): void {
    const measurements = this.#measurements;
    if (measurements === undefined) return;
    this.#trail.show(this.#index, measurements, this.#settings.trail && this.#settings.view !== 'stages');
    elementById('reading').textContent = readingOf(this.#index, measurements);
    this.#strip.mark(measurements.shot[this.#index] ?? -1);
  }

  #restyle(): void {
    this.#stage?.restyle();
    this.#showMeasured();
  }

  #shotOf(index: number): number | undefined {
    const shot = this.#measurements?.shot[index] ?? -1;
    return shot < 0 ? undefined : shot;
  }

  async #measure(complete: boolean): Promise<void> {
    if (!complete && (this.#looking || performance.now() - this.#lastLook < LOOK_EVERY)) return;
    this.#looking = true;
    this.#lastLook = performance.now();
    try {
      const measurements = await this.#session.measurements();
      if (this.#abort.signal.aborted) return;
      this.#measurements = measurements;
      this.#timeline?.update(measurements);
      this.#showMeasured();
      if (this.#player.playable) await this.#strip.show(measurements.shots, complete);
      this.#strip.mark(this.#shotOf(this.#index) ?? -1);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#looking = false;
    }
  }

  #act(deed: Deed, key: string): void {
    if (deed === 'view') this.#look.setView(views[Number(key) - 1]!);
    else if (deed === 'trail') this.#look.setTrail(!this.#settings.trail);
    else if (deed === 'crop') this.#crop.toggle();
    else if (deed === 'keys') showKeys();
    else if (deed === 'full') void this.#toggleFull();
    else if (deed === 'sound') {
      this.#player.muted = !this.#player.muted;
      this.showState();
    } else if (this.#player.playable) this.#move(deed);
  }

  #move(deed: Deed): void {
    const rewinding = this.#rewinder.stop();
    const { playing } = this.#player;
    if (deed === 'play') {
      this.#rate = 1;
      if (playing || rewinding) this.#player.pause();
      else this.#player.play();
    } else if (deed === 'faster') {
      this.#rate = playing ? Math.min(4, 2 * this.#rate) : 1;
      this.#player.play(this.#rate);
    } else {
      this.#player.pause();
      if (deed === 'rewind') this.#rewinder.start();
      else this.go(this.#targetOf(deed));
    }
  }

  #targetOf(deed: Deed): number {
    const index = this.#index;
    if (deed === 'back') return index - 1;
    if (deed === 'next') return index + 1;
    if (deed === 'last') return this.#times.length - 1;
    const starts = this.#measurements?.shots.map(({ firstFrame }) => firstFrame) ?? [];
    if (deed === 'shot-back') return starts.findLast((start) => start < index) ?? 0;
    if (deed === 'shot-next') return starts.find((start) => start > index) ?? this.#times.length - 1;
    return 0;
  }

  async #toggleFull(): Promise<void> {
    if (document.fullscreenElement !== null) await document.exitFullscreen();
    else await elementById('stage').requestFullscreen();
  }

  #showFacts(): void {
    const { name, width, height, frames, averageFrameRate, codec } = this.#session.clip;
    document.title = `${name} – saliency`;
    const rate = Number((averageFrameRate.num / averageFrameRate.den).toFixed(2));
    const words = [
      `${width} × ${height}`,
      ...(frames > 1 ? [`${rate} fps`, `${frames} frames`] : []),
      codec.replace('image/', ''),
      this.#settings.model,
    ];
    const facts = words.map((word) => makeElement('span', {}, word));
    elementById('clip-facts').replaceChildren(makeElement('h1', {}, name), ...facts);
  }

  #fail(error: unknown): void {
    if (!this.#abort.signal.aborted) this.tell(error);
  }
}
