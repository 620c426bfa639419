import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FrameMeasurer } from '../../analysis/measure/frame-measurer.js';
import { loadModels } from '../../clip/choose-model.js';
import { Clip } from '../../clip/clip.js';
import { clipOptions } from '../../clip/clip-options.js';
import { planClip } from '../../clip/clip-plan.js';
import { InputError } from '../../core/errors.js';
import { orderFile, type SegmentOrder, segmentFile } from '../../queue/segment-order.js';
import type { SharedStore } from '../../queue/shared-store.js';
import { identifySource } from '../../queue/source-identity.js';
import type { MappedSegment } from '../../queue/worker-tasks.js';
import { ClipSegments, type SegmentTask } from '../../segments/clip-segments.js';
import type { SegmentEntry } from '../../segments/segment-source.js';
import { packSegment } from '../../segments/stored-segment.js';
import { hashFile } from './order-of-clip.js';

/** A clip that stays open for the next of its segments. */
interface OpenOrder {
  readonly work: string;
  readonly order: SegmentOrder;
  readonly clip: Clip;
  readonly measure: SegmentTask['measure'];
  readonly halt: AbortController;
}

/** An open clip is closed when nothing was asked of it for so long. */
const idleMs = 5000;

/** Maps segments of orders that lie in a store, one at a time, and puts them there. */
export class OrderMapper {
  readonly #store: SharedStore;
  #open: OpenOrder | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(store: SharedStore) {
    this.#store = store;
  }

  /**
   * Maps a segment, unless it is in the store already.
   *
   * @returns undefined where the store does not hold the order, or does not any more.
   */
  async map(work: string, segment: number, signal: AbortSignal): Promise<MappedSegment | undefined> {
    clearTimeout(this.#idle);
    const open = await this.#openOrder(work, signal);
    if (open === undefined) return undefined;
    const name = basename(open.order.source.path);
    if ((await this.#store.read(work, segmentFile(segment))) !== undefined) return { frames: 0, bytes: 0, clip: name };
    const stop = () => open.halt.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      const pieces = await this.#pieces(open, segment);
      await this.#store.write(work, segmentFile(segment), pieces.bytes);
      if ((await this.#store.read(work, orderFile)) === undefined) {
        // Nobody needs it any more, and what was there was removed meanwhile.
        await this.#store.remove(work);
        return undefined;
      }
      const bytes = pieces.bytes.reduce((sum, { length }) => sum + length, 0);
      return { frames: pieces.frames, bytes, clip: name };
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#idle = setTimeout(() => void this.close(), idleMs).unref();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const open = this.#open;
    this.#open = undefined;
    await open?.clip.close();
  }

  async #openOrder(work: string, signal: AbortSignal): Promise<OpenOrder | undefined> {
    const text = await this.#store.read(work, orderFile);
    if (text === undefined) return undefined;
    if (this.#open?.work === work) return this.#open;
    await this.close();
    signal.throwIfAborted();
    const order = JSON.parse(text.toString()) as SegmentOrder;
    await checkSource(order);
    const halt = new AbortController();
    const clip = await openClip(order, halt.signal);
    const measurer = order.measures && new FrameMeasurer(clip.size, order.measures);
    const measure: SegmentTask['measure'] =
      measurer && (({ frame, map, gaze }) => measurer.measureFrame(frame.data, map, gaze));
    this.#open = { work, order, clip, measure, halt };
    return this.#open;
  }

  async #pieces({ work, order, clip, measure }: OpenOrder, segment: number) {
    const entries: SegmentEntry[] = [];
    const { bits } = order;
    for await (const entry of new ClipSegments(clip, { bits, measure }).read(segment)) entries.push(entry);
    const { damage } = clip;
    const told = {
      warnings: clip.warnings.filter((warning) => !clip.binaries.warnings.includes(warning)),
      damage:
        entries.length > 0 || damage === undefined
          ? undefined
          : { message: damage.message, decoded: damage.decoded, expected: damage.expected },
    };
    return { bytes: packSegment(entries, { work, segment }, told), frames: entries.length };
  }
}

/** @throws {InputError} where this machine sees another clip, or other files of the model, than the order names. */
async function checkSource({ source, files }: SegmentOrder): Promise<void> {
  const { path } = source;
  const found = await stat(path).then(
    () => identifySource(path),
    () => undefined,
  );
  if (found === undefined) throw new InputError(`${path}: cannot be read on this machine`);
  if (found.bytes !== source.bytes || found.ends !== source.ends) {
    throw new InputError(`${path}: is another file on this machine, or was changed`);
  }
  for (const { path: part, hash } of files) {
    const same = await hashFile(part).then(
      (got) => got === hash,
      () => false,
    );
    if (!same) throw new InputError(`${part}: is missing on this machine, or another file`);
  }
}

/** Opens the clip of an order. Limits are those of the client, who ends what takes too long. */
async function openClip(order: SegmentOrder, signal: AbortSignal): Promise<Clip> {
  const { model, clip: chosen, gaze } = order;
  if (model.module !== undefined) await loadModels(model.module);
  const { maxDuration, maxFrames } = clipOptions;
  const limits = { maxDuration: maxDuration.max, maxFrames: maxFrames.max };
  const plan = await planClip({ ...chosen, ...limits, model: model.name, modelOptions: model.options, signal });
  const clip = await Clip.open(order.source.path, plan, { gaze });
  const { version } = clip.binaries.ffmpeg;
  const why =
    version !== order.ffmpeg
      ? `FFmpeg ${order.ffmpeg} is needed, as the client has it, and this machine has ${version}`
      : clip.segments !== order.segments || clip.mapsGaze !== gaze
        ? 'is understood otherwise on this machine'
        : undefined;
  if (why === undefined) return clip;
  await clip.close();
  throw new InputError(`${order.source.path}: ${why}`);
}
