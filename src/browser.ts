export type { FrameMeasurement, MeasureRequest } from './analysis/measure/frame-measurer.js';
export { FrameMeasurer } from './analysis/measure/frame-measurer.js';
export type { CellGrid, LoudCells } from './analysis/measure/loud-cells.js';
export type { Axis } from './analysis/measure/mass-profile.js';
export { MassProfile } from './analysis/measure/mass-profile.js';
export type { MeasuredRegion, Measurement } from './analysis/measure/measure.js';
export type { StillMeasurement } from './analysis/measure/still-measure.js';
export type {
  Analysis,
  Box,
  ClipRecord,
  EyeTrace,
  FrameRecord,
  GazeRecord,
  Point,
  RegionRecord,
  ShotRecord,
  StillRecord,
  SummaryRecord,
  TransitionRecord,
} from './analysis/record/analysis.js';
export { ANALYSIS_VERSION, analysisOf } from './analysis/record/analysis.js';
export { analysisSchema } from './analysis/record/analysis-schema.js';
export type { AnalysisText, AnalysisTextFormat } from './analysis/record/analysis-text.js';
export { ANALYSIS_TEXT_FORMATS, analysisText } from './analysis/record/analysis-text.js';
export { readAnalysis } from './analysis/record/read-analysis.js';
export type { EditedPlan, ShotEdit } from './analysis/reframe/edited-plan.js';
export { applyEdits } from './analysis/reframe/edited-plan.js';
export type { ReframeOptions } from './analysis/reframe/framing-options.js';
export { framingOptions } from './analysis/reframe/framing-options.js';
export type { SubjectPick } from './analysis/reframe/picked-subject.js';
export { Reframer } from './analysis/reframe/reframe.js';
export type { CropFrame, LostSubject, ReframedShot, ReframePlan } from './analysis/reframe/reframe-plan.js';
export { stillCrop } from './analysis/reframe/still-crop.js';
export type { AnalyzedClip, AnalyzerOptions, MeasuredFrame } from './analysis/shots/clip-analyzer.js';
export { ClipAnalyzer } from './analysis/shots/clip-analyzer.js';
export type { QuietZoneOptions } from './analysis/shots/quiet-zones.js';
export type { StoredPicture } from './core/analysis-size.js';
export { analysisSize } from './core/analysis-size.js';
export type { DisplayedPicture } from './core/display-size.js';
export type { ErrorMessage, FfmpegErrorDetails, FfmpegErrorReason, OptionErrorDetails } from './core/errors.js';
export { FfmpegError, InputError, OptionError, PartialInputError, SaliencyError } from './core/errors.js';
export type { Frame, FrameSize, Rational, SaliencyMap, Timestamp } from './core/frame.js';
export { seconds } from './core/frame.js';
export type { EmitMap, FrameStats, ModelDefinition, SaliencyModel } from './core/model.js';
export type {
  BooleanOption,
  ChoiceOption,
  FileInput,
  FileOption,
  GroupOption,
  ListOption,
  NumberOption,
  OptionBase,
  OptionInput,
  OptionSpec,
  OptionTable,
  OptionValues,
  PairsOption,
  TextOption,
  TimeOption,
} from './core/options.js';
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
export type { TimeRange } from './core/time-range.js';
export type { OptionName, Spelling, Wording } from './core/wording.js';
export { optionName, wording } from './core/wording.js';
export type { BoxScores, PixelBox } from './evaluation/box-scores.js';
export { boxOverlap, boxScores } from './evaluation/box-scores.js';
export type { EnhancedAlignment } from './evaluation/enhanced-alignment.js';
export { enhancedAlignment } from './evaluation/enhanced-alignment.js';
export type { Comparison, Evaluation, ItemScores, MethodEvaluation, Metric } from './evaluation/evaluation.js';
export { evaluateScores, metrics } from './evaluation/evaluation.js';
export type { SheetPicture, SheetRow } from './evaluation/evaluation-plots.js';
export { barsPlot, contactSheet, curvesPlot } from './evaluation/evaluation-plots.js';
export { evaluationCsv, evaluationLatex, evaluationTable, itemTable } from './evaluation/evaluation-text.js';
export { adaptiveF, fMeasure, fOfCurve } from './evaluation/f-measure.js';
export { fixationDensity } from './evaluation/fixation-density.js';
export type { FixationPoints } from './evaluation/fixation-points.js';
export { fixationPoints, scalePoints } from './evaluation/fixation-points.js';
export type { FixationScores } from './evaluation/fixation-scores.js';
export {
  aucJudd,
  densityScores,
  fixationScores,
  normalizedScanpathSaliency,
  shuffledAuc,
} from './evaluation/fixation-scores.js';
export { FlickerMeter } from './evaluation/flicker.js';
export type { LevelCounts } from './evaluation/level-counts.js';
export { levelCounts } from './evaluation/level-counts.js';
export type { MaskScores } from './evaluation/mask-scores.js';
export { maskScores } from './evaluation/mask-scores.js';
export { meanAbsoluteError } from './evaluation/mean-absolute-error.js';
export type { PrecisionRecall } from './evaluation/precision-recall.js';
export { precisionRecall } from './evaluation/precision-recall.js';
export type { Estimate, PairedDifference, Sample } from './evaluation/resampling.js';
export { bootstrap, pairedDifference } from './evaluation/resampling.js';
export { resizeMap } from './evaluation/resize-map.js';
export { rocAuc } from './evaluation/roc-auc.js';
export { stretchMap } from './evaluation/stretch-map.js';
export { structureMeasure } from './evaluation/structure-measure.js';
export { weightedF } from './evaluation/weighted-f.js';
export type { CropFilter, CropFilterOptions, CropPixels } from './exports/crop-filter.js';
export { cropFilter } from './exports/crop-filter.js';
export type { TimelineOptions } from './exports/edit.js';
export { exportWarnings } from './exports/edit.js';
export type { ExportFormat, ExportFormatName } from './exports/formats.js';
export { exportFormats } from './exports/formats.js';
export type { ReframeFormat, ReframeFormatName } from './exports/reframe-formats.js';
export { reframeFormats } from './exports/reframe-formats.js';
export type { ChromaSteps } from './exports/sub-pixel.js';
export { opticalFlow } from './flow/dense-inverse-search.js';
export type { FlowField } from './flow/flow-field.js';
export type { EmitMaps, FrameMapper } from './mapping/frame-mapper.js';
export type { MapFramesOptions } from './mapping/map-frames.js';
export { mapFrames } from './mapping/map-frames.js';
export { PairedMapper } from './mapping/paired-mapper.js';
export type { Segmentation } from './mapping/segmentation.js';
export { segmentAt, segmentationOf } from './mapping/segmentation.js';
export type { FrameFunction, FrameMethod } from './models/frame-method.js';
export type { FrameModelDescription } from './models/frame-model.js';
export { frameModel } from './models/frame-model.js';
export { fuseOptions } from './models/fused-model.js';
export type { ResolvedModel } from './models/registry.js';
export { createModel, defaultModel, heatmapModel, models, registerModel, resolveModel } from './models/registry.js';
export type { SmoothingOptions } from './models/smooth-in-time.js';
export { smoothInTime, smoothingOptions } from './models/smooth-in-time.js';
export type { ScaledInput } from './pixels/area-scaler.js';
export { AreaScaler } from './pixels/area-scaler.js';
export type { PlanarPicture, PlanePlace } from './pixels/plane-layout.js';
export { YuvScaler } from './pixels/yuv-scaler.js';
export type { YuvColor } from './pixels/yuv-to-rgb.js';
export type { RankSuperpixelsInput, SuperpixelScores } from './ranking/rank-superpixels.js';
export { rankSuperpixels } from './ranking/rank-superpixels.js';
export type { ColormapName } from './render/colormaps.js';
export { colormap, colormapNames } from './render/colormaps.js';
export type { HeatRamp } from './render/heat-ramp.js';
export { heatRamp } from './render/heat-ramp.js';
export { HeatmapComposite } from './render/heatmap-composite.js';
export type { OverlayOptions } from './render/overlay-options.js';
export { overlayOptions } from './render/overlay-options.js';
export type { SegmentInput } from './superpixels/segment.js';
export { segment } from './superpixels/segment.js';
export { ModelHost } from './workers/model-host.js';
export type { ErrorRecord, ModelChoice, ModelReply, ModelRequest } from './workers/protocol.js';
export { errorOf, recordError } from './workers/protocol.js';
export type { ModelListener, ModelPort } from './workers/remote-model.js';
export { RemoteModel } from './workers/remote-model.js';
