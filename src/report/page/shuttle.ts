import type { Clip } from './clip.js';
import type { Views } from './views.js';

/** Runs through the clip as players and editors do: forward, backward, faster each time. */
export interface Shuttle {
  /** Times the clip's own speed; negative backward, 0 at rest. */
  readonly speed: number;
  /** Goes on in a direction, twice as fast as before where it went there already. */
  push(direction: 1 | -1): void;
  stop(): void;
}

const fastest = 8;

/**
 * A video plays itself; backward, and where there is no video, the frames are gone through by the clock.
 *
 * @param go - shows a frame, and sends the videos there where asked.
 * @param onSpeed - is told of every other speed.
 */
export function makeShuttle(
  clip: Clip,
  views: Views,
  { current, go, onSpeed }: { current(): number; go(frame: number, seek: boolean): void; onSpeed(speed: number): void },
): Shuttle {
  let speed = 0;
  /** Seconds from the first frame, where no video tells. */
  let at = 0;
  let before = 0;
  let request = 0;
  const last = clip.length - 1;

  function set(next: number): void {
    speed = next;
    cancelAnimationFrame(request);
    views.pause();
    if (speed > 0 && views.time() !== undefined) views.play(speed);
    at = clip.seconds[current()]!;
    before = performance.now();
    if (speed !== 0) request = requestAnimationFrame(tick);
    onSpeed(speed);
  }

  function tick(now: number): void {
    const passed = Math.max(0, now - before) / 1000;
    before = now;
    const played = speed > 0 ? views.time() : undefined;
    if (played !== undefined) go(clip.frameAt(played), false);
    else {
      at = Math.max(0, at + passed * speed);
      // A video shows a frame before it is sent to the next: some take long to go back.
      if (views.settled()) go(clip.frameAt(at), true);
    }
    const atEnd = speed > 0 ? current() === last : current() === 0;
    if (atEnd) set(0);
    else request = requestAnimationFrame(tick);
  }

  return {
    get speed() {
      return speed;
    },
    push(direction) {
      if (direction > 0 && current() === last) go(0, true);
      if (direction < 0 && current() === 0) return;
      set(direction * speed > 0 ? direction * Math.min(fastest, 2 * Math.abs(speed)) : direction);
    },
    stop() {
      if (speed === 0) return;
      const where = current();
      set(0);
      go(where, true);
    },
  };
}
