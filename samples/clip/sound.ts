import { hash } from './noise.js';
import { frameCount, frameRate, positionsAt, width } from './scene.js';

export const sampleRate = 48_000;

/** The soundtrack as 16-bit stereo samples: the car hums by, the child steps, the kite sings; each from where it is. */
export function makeSound(): Int16Array {
  const samples = Math.round((frameCount / frameRate) * sampleRate);
  const sound = new Int16Array(2 * samples);
  let engine = 0;
  let stepTime = 0;
  let lastStep = 0;
  for (let i = 0; i < samples; i++) {
    const time = i / sampleRate;
    const { child, kite, car, steps } = positionsAt(time);
    const fade = Math.min(1, time / 0.4, (samples - i) / sampleRate / 0.6);

    const off = (car - width / 2) / width;
    engine += (2 * Math.PI * 82 * (1 - 0.09 * Math.tanh(3 * off))) / sampleRate;
    const hum = (Math.sin(engine) + 0.5 * Math.sin(2 * engine) + 0.25 * Math.sin(3 * engine)) / (1 + 9 * off * off);

    // A foot comes down half-way between two passings of the legs.
    const step = Math.floor(steps + 0.5);
    if (step !== lastStep) [lastStep, stepTime] = [step, time];
    const since = time - stepTime;
    const tap =
      (hash(i, 0, 21) - 0.5) * Math.exp(-70 * since) +
      0.7 * Math.sin(2 * Math.PI * 150 * since) * Math.exp(-38 * since);

    const pitch = 2 * Math.PI * time;
    const song = [392, 493.88, 587.33].reduce((sum, tone, k) => {
      return sum + Math.sin(pitch * tone) * (0.5 + 0.5 * Math.sin(pitch * (0.21 + 0.07 * k) + 2 * k));
    }, 0);

    for (const [channel, side] of [
      [0, -1],
      [1, 1],
    ] as const) {
      const gain = (x: number) => 0.5 + 0.42 * side * Math.max(-1, Math.min(1, (2 * x) / width - 1));
      const mixed = 0.2 * hum * gain(car) + 0.3 * tap * gain(child) + 0.035 * song * gain(kite[0]);
      sound[2 * i + channel] = Math.round(32767 * fade * Math.max(-1, Math.min(1, mixed)));
    }
  }
  return sound;
}
