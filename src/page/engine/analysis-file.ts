import {
  ANALYSIS_TEXT_FORMATS,
  type Analysis,
  type AnalysisTextFormat,
  analysisText,
  type ExportFormatName,
  exportFormats,
  type ReframeFormatName,
  type ReframePlan,
  reframeFormats,
} from '../../browser.js';

/** Writes an analysis in one of its own forms, or as editors read it. */
export function analysisFile(analysis: Analysis, format: AnalysisTextFormat | ExportFormatName): Blob {
  if (!isOwn(format)) return textBlob([exportFormats[format].write(analysis)]);
  const text = analysisText(format);
  const { clip, frames, shots, summary } = analysis;
  return textBlob([text.begin(clip), ...frames.map((frame) => text.frame(frame)), text.end(shots, summary)]);
}

/** Writes a plan in one of its formats. */
export function reframeFile(plan: ReframePlan, analysis: Analysis, format: ReframeFormatName): Blob {
  return textBlob([reframeFormats[format].write(plan, analysis)]);
}

function isOwn(format: AnalysisTextFormat | ExportFormatName): format is AnalysisTextFormat {
  return (ANALYSIS_TEXT_FORMATS as readonly string[]).includes(format);
}

function textBlob(parts: string[]): Blob {
  return new Blob(parts, { type: 'text/plain;charset=utf-8' });
}
