import type {
  Analysis,
  AnalysisTextFormat,
  ErrorRecord,
  ExportFormatName,
  FrameRecord,
  ReframeFormatName,
  ReframeOptions,
  ReframePlan,
} from '../../browser.js';
import type { CameraMap } from './camera-session.js';
import type { ClipMeasurements } from './clip-measurements.js';
import type { CropEdits } from './crop-edits.js';
import type { ExportedVideo, ExportRequest } from './export-request.js';
import type { FrameSuperpixels, RankingStages } from './frame-views.js';
import type { OpenedClip } from './opened-clip.js';
import type { PictureLook } from './picture-look.js';
import type { MapProgress, MappingOptions } from './session-options.js';

/** Asks for the text of an analysis or of a plan: in its own forms, or as editors read it. */
export type TextRequest =
  | { readonly of: 'analysis'; readonly format: AnalysisTextFormat | ExportFormatName }
  | {
      readonly of: 'reframe';
      readonly format: 'json' | ReframeFormatName;
      readonly options?: ReframeOptions | undefined;
      readonly edits?: CropEdits | undefined;
    };

/** The calls that the worker answers, by name: what each takes and gives. All of it is plain data. */
export interface EngineCalls {
  open(file: Blob, name: string, options: MappingOptions): OpenedClip;
  measurements(): ClipMeasurements;
  frame(index: number): FrameRecord | undefined;
  /** Without the records of its frames, which come in parts. */
  analysis(): Analysis;
  reframe(options: ReframeOptions, edits: CropEdits): ReframePlan;
  text(request: TextRequest): Blob;
  superpixels(index: number): FrameSuperpixels;
  stages(index: number): RankingStages;
  picture(index: number, look: PictureLook): Blob;
  export(request: ExportRequest): ExportedVideo;
  /** Gets ready for pictures of a camera. */
  camera(options: MappingOptions): void;
  /** Pictures that were opened and closed so far: equal when nothing is under way. */
  lent(): { readonly opened: number; readonly closed: number };
}

/** A message to the worker. */
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly name: keyof EngineCalls; readonly args: readonly unknown[] }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'seek'; readonly index: number }
  /** A picture of a camera, which is answered by its map. */
  | { readonly kind: 'picture'; readonly picture: VideoFrame | ImageBitmap }
  | { readonly kind: 'maps'; readonly id: number; readonly maps: readonly (Uint8Array | undefined)[] };

/** A message from the worker. */
export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: ErrorRecord }
  /** A part of a long list, before its answer: no message may keep the other thread for long. */
  | { readonly kind: 'part'; readonly id: number; readonly items: readonly unknown[] }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  /** A map as `MapStore` keeps it. */
  | { readonly kind: 'map'; readonly index: number; readonly packed: Uint8Array }
  | { readonly kind: 'camera'; readonly map: CameraMap }
  | { readonly kind: 'mapping'; readonly progress: MapProgress }
  | { readonly kind: 'broken'; readonly error: ErrorRecord }
  /** Asks for stored maps: [from, to). */
  | { readonly kind: 'want'; readonly id: number; readonly from: number; readonly to: number };
