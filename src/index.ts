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
} from './analysis/analysis.js';
export { ANALYSIS_VERSION } from './analysis/analysis.js';
export { analysisSchema } from './analysis/analysis-schema.js';
export type { AnalysisText, AnalysisTextFormat } from './analysis/analysis-text.js';
export { ANALYSIS_TEXT_FORMATS, analysisText } from './analysis/analysis-text.js';
export type { AnalyzedClip, AnalyzerOptions } from './analysis/clip-analyzer.js';
export { ClipAnalyzer } from './analysis/clip-analyzer.js';
export type { QuietZoneOptions } from './analysis/quiet-zones.js';
export { readAnalysis } from './analysis/read-analysis.js';
export type { CropFrame, ReframedShot, ReframeOptions, ReframePlan } from './analysis/reframe.js';
export { Reframer } from './analysis/reframe.js';
export { stillCrop } from './analysis/still-crop.js';
export type { StillSnapshot } from './analysis/stills.js';
export type { FfmpegErrorReason } from './core/errors.js';
export { FfmpegError, InputError, OptionError, PartialInputError, SaliencyError } from './core/errors.js';
export type { Frame, FrameSize, Rational, SaliencyMap, Timestamp } from './core/frame.js';
export { seconds } from './core/frame.js';
export type { EmitMap, FrameStats, ModelDefinition, SaliencyModel } from './core/model.js';
export type { OptionInput, OptionSpec, OptionTable, OptionValues } from './core/options.js';
export { describeExpected, optionTable, resolveOptions } from './core/options.js';
export type { ColorTags, FrameResult, FrameSource, OtherStream, VideoInfo } from './core/stream.js';
export type { CropFilter, CropFilterOptions } from './exports/crop-filter.js';
export { cropFilter, cropPreviewFilter } from './exports/crop-filter.js';
export { exportWarnings } from './exports/edit.js';
export type { ExportFormat, ExportFormatName } from './exports/formats.js';
export { exportFormats } from './exports/formats.js';
export type { ReframeFormat, ReframeFormatName } from './exports/reframe-formats.js';
export { reframeFormats } from './exports/reframe-formats.js';
export { opticalFlow } from './flow/dense-inverse-search.js';
export type { FlowField } from './flow/flow-field.js';
export { createModel, models } from './models/registry.js';
export type { SmoothingOptions } from './models/smooth-in-time.js';
export { smoothInTime } from './models/smooth-in-time.js';
export type { AnalysisClipOptions } from './pipeline/analysis-options.js';
export { analysisOptions } from './pipeline/analysis-options.js';
export type { AnalysisExports, AnalysisFile } from './pipeline/analysis-target.js';
export { analysisFileOptions, exportSuffix } from './pipeline/analysis-target.js';
export type { AnalysisRecord, WriteAnalysisOptions } from './pipeline/analyze.js';
export { analysisRecords, analyze, writeAnalysis } from './pipeline/analyze.js';
export type { ClipOptions } from './pipeline/clip-options.js';
export { clipOptions } from './pipeline/clip-options.js';
export type { ConvertResult, OutputOptions, Progress } from './pipeline/conversion.js';
export type { ConvertOptions, OverlayTarget } from './pipeline/convert.js';
export { convert, mapVideoOptions } from './pipeline/convert.js';
export type { ExportAnalysisOptions } from './pipeline/export-analysis.js';
export { exportAnalysis } from './pipeline/export-analysis.js';
export type { ConvertImageOptions } from './pipeline/image.js';
export { convertImage, imageOptions } from './pipeline/image.js';
export type { OpenVideoOptions } from './pipeline/open-video.js';
export { openVideo } from './pipeline/open-video.js';
export type { OverlayClipOptions } from './pipeline/overlay.js';
export { overlay } from './pipeline/overlay.js';
export type { ReframeClipOptions, ReframeResult } from './pipeline/reframe.js';
export { reframe } from './pipeline/reframe.js';
export { reframeOptions } from './pipeline/reframe-options.js';
export type { ReportOptions } from './pipeline/report.js';
export { writeReport } from './pipeline/report.js';
export { saliency } from './pipeline/saliency.js';
export type { ThumbnailOptions, ThumbnailResult } from './pipeline/thumbnails.js';
export { thumbnailOptions, thumbnails } from './pipeline/thumbnails.js';
export { version } from './pipeline/version.js';
export type { RankSuperpixelsInput, SuperpixelScores } from './ranking/rank-superpixels.js';
export { rankSuperpixels } from './ranking/rank-superpixels.js';
export { overlayOptions } from './render/overlay-options.js';
export type { ReportInput, ShotPictures } from './report/report.js';
export { reportHtml } from './report/report.js';
export type { SegmentInput } from './superpixels/segment.js';
export { segment } from './superpixels/segment.js';
export type { Binaries, Binary, BinarySource } from './video/binaries.js';
export { findBinaries } from './video/binaries.js';
export type { Capabilities } from './video/capabilities.js';
export { listCapabilities } from './video/capabilities.js';
export { extensionFor } from './video/containers.js';
export { encodingOptions } from './video/encoding-options.js';
export type { ProbeOptions } from './video/probe.js';
export { probe } from './video/probe.js';
