import type { ClipTimes } from '../clip-times.js';
import { clockTime } from '../clock-time.js';
import { elementById } from '../element-by-id.js';
import type { Player } from './player.js';

/** Shows where the clip is and whether it plays. */
export class Transport {
  readonly #times: ClipTimes;
  readonly #position = elementById<HTMLInputElement>('position');

  constructor(times: ClipTimes, signal: AbortSignal, go: (index: number) => void) {
    this.#times = times;
    this.#position.max = String(times.length - 1);
    this.#position.addEventListener('input', () => go(this.#position.valueAsNumber), { signal });
  }

  showFrame(index: number, shot: number | undefined): void {
    const time = clockTime(this.#times.at(index) - this.#times.at(0));
    this.#position.value = String(index);
    const inShot = shot === undefined ? '' : `, shot ${shot + 1}`;
    this.#position.setAttribute('aria-valuetext', `${time}, frame ${index + 1} of ${this.#times.length}${inShot}`);
    elementById('clock').textContent = `${time}  ${index + 1}/${this.#times.length}`;
  }

  showState(player: Player, hasSound: boolean): void {
    const { playing } = player;
    elementById('play').setAttribute('aria-label', playing ? 'Pause' : 'Play');
    elementById<SVGElement>('play-icon').setAttribute('href', playing ? '#i-pause' : '#i-play');
    elementById('sound').hidden = !hasSound;
    elementById('sound').setAttribute('aria-pressed', String(!player.muted));
    elementById<SVGElement>('sound-icon').setAttribute('href', player.muted ? '#i-silent' : '#i-sound');
  }
}
