// Runs the model on pixels from anywhere: here, a red disc that crosses a gray gradient.
//
//   npx tsx samples/own-pixels.ts
import { createModel } from 'video-saliency';

const size = { width: 160, height: 90 };
const model = await createModel('manifold-ranking', { ...size, superpixels: 150 });
const rgb = new Uint8Array(3 * size.width * size.height);

let shown = 0;
const show = (map: Float32Array) => {
  // Characters are twice as high as wide: every 3rd column, every 6th row.
  console.log(`frame ${shown++}`);
  for (let y = 0; y < size.height; y += 6) {
    const row = Array.from({ length: Math.ceil(size.width / 3) }, (_, x) => map[y * size.width + 3 * x]!);
    console.log(row.map((value) => ' .:-=+*#%@'[Math.min(9, Math.floor(value * 10))]).join(''));
  }
};

for (let frame = 0; frame < 3; frame++) {
  drawDisc(40 + 40 * frame, 45);
  model.push(rgb, show);
}
model.flush(show);

function drawDisc(centerX: number, centerY: number) {
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const inside = Math.hypot(x - centerX, y - centerY) < 16;
      rgb.set(inside ? [210, 40, 30] : [90 + x / 4, 95 + x / 4, 100 + x / 4], 3 * (y * size.width + x));
    }
  }
}
