// Prints where attention is in each frame, as CSV: seconds, x and y as shares of the picture's width and height.
//
//   npx tsx samples/attention-path.ts samples/street.mp4
import { type SaliencyMap, saliency, seconds } from 'video-saliency';

const [clip = 'samples/street.mp4'] = process.argv.slice(2);

console.log('seconds,x,y');
for await (const { time, map } of saliency(clip)) {
  const [x, y] = centroid(map);
  console.log([seconds(time), x, y].map((value) => value.toFixed(3)).join(','));
}

/** The mean position, weighted by saliency; the middle where nothing is salient. */
function centroid({ data, width, height }: SaliencyMap): [number, number] {
  let [sum, sumX, sumY] = [0, 0, 0];
  data.forEach((value, i) => {
    sum += value;
    sumX += value * ((i % width) + 0.5);
    sumY += value * (Math.floor(i / width) + 0.5);
  });
  return sum === 0 ? [0.5, 0.5] : [sumX / sum / width, sumY / sum / height];
}
