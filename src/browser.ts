export type { FrameMeasurement, MeasureRequest } from './analysis/measure/frame-measurer.js';
export { FrameMeasurer } from './analysis/measure/frame-measurer.js';
export type {
  Analysis,
  Box,
  ClipRecord,
  EyeTrace,
  FrameRecord,
  Point,
  RegionRecord,
  ShotRecord,
  StillRecord,
  SummaryRecord,
} from './analysis/record/analysis.js';
export { ANALYSIS_VERSION } from './analysis/record/analysis.js';
export { analysisSchema } from './analysis/record/analysis-schema.js';
export type { AnalysisText, AnalysisTextFormat } from './analysis/record/analysis-text.js';
export { ANALYSIS_TEXT_FORMATS, analysisText } from './analysis/record/analysis-text.js';
export { readAnalysis } from './analysis/record/read-analysis.js';
export type { ReframeOptions } from './analysis/reframe/framing-options.js';
export { Reframer } from './analysis/reframe/reframe.js';
export type { CropFrame, ReframedShot, ReframePlan } from './analysis/reframe/reframe-plan.js';
export { stillCrop } from './analysis/reframe/still-crop.js';
export type { AnalyzedClip, AnalyzerOptions, MeasuredFrame } from './analysis/shots/clip-analyzer.js';
export { ClipAnalyzer } from './analysis/shots/clip-analyzer.js';
export type { QuietZoneOptions } from './analysis/shots/quiet-zones.js';
export { analysisSize } from './core/analysis-size.js';
export type { FfmpegErrorDetails, FfmpegErrorReason, OptionErrorDetails } from './core/errors.js';
export { FfmpegError, InputError, OptionError, PartialInputError, SaliencyError } from './core/errors.js';
export type { Frame, FrameSize, Rational, SaliencyMap, Timestamp } from './core/frame.js';
export { seconds } from './core/frame.js';
export type { EmitMap, FrameStats, ModelDefinition, SaliencyModel } from './core/model.js';
export type { OptionInput, OptionSpec, OptionTable, OptionValues } from './core/options.js';
export { describeExpected, optionTable, resolveOptions } from './core/options.js';
export { printable } from './core/printable.js';
export type {
  ColorTags,
  FrameResult,
  FrameSource,
  MapResult,
  OtherStream,
  StreamInfo,
  VideoInfo,
  VideoSource,
} from './core/stream.js';
export type { Spelling, Wording } from './core/wording.js';
export { optionName, wording } from './core/wording.js';
export type { CropFilter, CropFilterOptions } from './exports/crop-filter.js';
export { cropFilter } from './exports/crop-filter.js';
export { exportWarnings } from './exports/edit.js';
export type { ExportFormat, ExportFormatName } from './exports/formats.js';
export { exportFormats } from './exports/formats.js';
export type { ReframeFormat, ReframeFormatName } from './exports/reframe-formats.js';
export { reframeFormats } from './exports/reframe-formats.js';
export { opticalFlow } from './flow/dense-inverse-search.js';
export type { FlowField } from './flow/flow-field.js';
export type { FrameMapper } from './mapping/frame-mapper.js';
export type { MapFramesOptions } from './mapping/map-frames.js';
export { mapFrames } from './mapping/map-frames.js';
export type { Segmentation } from './mapping/segmentation.js';
export { segmentationOf } from './mapping/segmentation.js';
export type { FrameFunction, FrameMethod } from './models/frame-method.js';
export type { FrameModelDescription } from './models/frame-model.js';
export { frameModel } from './models/frame-model.js';
export { createModel, defaultModel, heatmapModel, models, registerModel } from './models/registry.js';
export type { SmoothingOptions } from './models/smooth-in-time.js';
export { smoothInTime } from './models/smooth-in-time.js';
export type { ScaledInput } from './pixels/area-scaler.js';
export { AreaScaler } from './pixels/area-scaler.js';
export type { RankSuperpixelsInput, SuperpixelScores } from './ranking/rank-superpixels.js';
export { rankSuperpixels } from './ranking/rank-superpixels.js';
export type { ColormapName } from './render/colormaps.js';
export { colormap, colormapNames } from './render/colormaps.js';
export { HeatmapComposite } from './render/heatmap-composite.js';
export type { OverlayOptions } from './render/overlay-options.js';
export { overlayOptions } from './render/overlay-options.js';
export type { SegmentInput } from './superpixels/segment.js';
export { segment } from './superpixels/segment.js';
export { ModelHost } from './workers/model-host.js';
export type { ErrorRecord, ModelChoice, ModelReply, ModelRequest } from './workers/protocol.js';
export type { ModelListener, ModelPort } from './workers/remote-model.js';
export { RemoteModel } from './workers/remote-model.js';
