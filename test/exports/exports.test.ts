import { describe, expect, it } from 'vitest';
import type { Analysis } from '#lib/analysis/record/analysis.js';
import { parseTimecode } from '#lib/analysis/record/timecode.js';
import type { AnalyzedClip } from '#lib/analysis/shots/clip-analyzer.js';
import { rescale } from '#lib/core/rational.js';
import { editOf, exportWarnings } from '#lib/exports/edit.js';
import { type ExportFormatName, exportFormats } from '#lib/exports/formats.js';
import { analyzeDrawn, CLIP, twoShots } from '../helpers/analyze-drawn.js';
import { noFfmpeg, runFfmpeg } from '../helpers/run-ffmpeg.js';
import { fcpxmlBreaches } from './fcpxml-rules.js';
import { all, readXml, textOf } from './xml-reader.js';

const NASTY = '/media/a & b <c> "d" \'e\' |f| =;#\\ ]]> --> é\u0001.mov';
const nasty = twoShots({ ...CLIP, path: NASTY });
const nastyName = NASTY.slice('/media/'.length);
const FILM = { num: 24000, den: 1001 };
const NTSC60 = { num: 60000, den: 1001 };

/** Two one-frame shots far into a clip: at `hours` by the frame count. */
function late(rate: { num: number; den: number }, hours: number, startTimecode?: string): [Analysis, number] {
  const clip: AnalyzedClip = {
    ...CLIP,
    timeBase: { num: 1, den: 90000 },
    frameRate: rate,
    averageFrameRate: rate,
    startTimecode,
  };
  const frame = Math.floor((hours * 3600 * rate.num) / rate.den);
  const pts = (n: number) => rescale(n, { num: rate.den, den: rate.num }, clip.timeBase);
  const at = { x: 0.5, y: 0.5 };
  const frames = [
    { at, pts: pts(0) },
    { at, pts: pts(frame), cut: true },
    { at, pts: pts(frame + 1), cut: true },
  ];
  const analysis = analyzeDrawn(frames, clip);
  return [{ ...analysis, summary: { ...analysis.summary, variableRate: false } }, frame];
}

describe('edit', () => {
  it('cuts the clip at its shots and marks shots, stills and jumps', () => {
    const at = { x: 0.2, y: 0.5 };
    const edit = editOf(analyzeDrawn([{ at }, { at }, { at: { x: 0.8, y: 0.5 } }, { at, cut: true }]));
    expect(edit.shots.map(({ start, end }) => [start, end])).toEqual([
      [0, 3],
      [3, 4],
    ]);
    expect(edit.shots[0]!.markers.filter(({ kind }) => kind === 'jump').map(({ frame }) => frame)).toEqual([2]);
    for (const { start, end, markers } of edit.shots)
      expect(markers.every(({ frame }) => frame >= start && frame < end)).toBe(true);
  });

  it('places variable-rate frames by pts, leaves out what falls between frames, and warns', () => {
    const clip = { ...CLIP, timeBase: { num: 1, den: 1000 } };
    const at = { x: 0.5, y: 0.5 };
    const analysis = analyzeDrawn(
      [
        { at, pts: 0 },
        { at, pts: 4, cut: true },
        { at, pts: 100, cut: true },
        { at, pts: 500 },
      ],
      clip,
    );
    const edit = editOf(analysis);
    expect(edit.shots.map(({ start, end }) => [start, end])).toEqual([
      [0, 3],
      [3, 16],
    ]);
    expect(exportWarnings(analysis)).toEqual([expect.stringContaining('29.97')]);
    expect(exportWarnings(twoShots())).toEqual([]);
    for (const { write } of Object.values(exportFormats)) expect(write(analysis)).not.toContain('NaN');
  });

  it('exports one frame, black, and a cut on every frame in every format', () => {
    const cuts = analyzeDrawn(Array.from({ length: 30 }, (_, i) => ({ at: { x: i / 40, y: 0.5 }, cut: true })));
    for (const [name, { write }] of Object.entries(exportFormats)) {
      expect(write(analyzeDrawn([{ at: null }])), name).not.toMatch(/NaN|undefined/);
      expect(write(cuts), name).not.toMatch(/NaN|undefined/);
    }
  });
});

describe('otio', () => {
  interface Otio {
    OTIO_SCHEMA: string;
    [key: string]: unknown;
  }
  const FIELDS: Record<string, string[]> = {
    'Timeline.1': ['name', 'global_start_time', 'tracks', 'metadata'],
    'Stack.1': ['name', 'children', 'source_range', 'effects', 'markers', 'enabled', 'metadata'],
    'Track.1': ['name', 'kind', 'children', 'source_range', 'effects', 'markers', 'enabled', 'metadata'],
    'Clip.2': [
      ...['name', 'source_range', 'effects', 'markers', 'enabled', 'metadata'],
      ...['media_references', 'active_media_reference_key'],
    ],
    'Marker.2': ['name', 'color', 'comment', 'marked_range', 'metadata'],
    'ExternalReference.1': ['name', 'target_url', 'available_range', 'available_image_bounds', 'metadata'],
    'TimeRange.1': ['start_time', 'duration'],
    'RationalTime.1': ['rate', 'value'],
  };

  it('has the fields of its documented schema, and no others', () => {
    const seen = new Set<string>();
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(visit);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      const { OTIO_SCHEMA, ...fields } = value as Otio;
      if (OTIO_SCHEMA !== undefined) {
        seen.add(OTIO_SCHEMA);
        expect(Object.keys(fields).sort(), OTIO_SCHEMA).toEqual([...FIELDS[OTIO_SCHEMA]!].sort());
      }
      for (const [key, field] of Object.entries(fields)) if (key !== 'metadata') visit(field);
    };
    visit(JSON.parse(exportFormats.otio.write(nasty)));
    expect([...seen].sort()).toEqual(Object.keys(FIELDS).sort());
  });

  it('counts clips and markers in frames of the source, from the start timecode', () => {
    const timeline = JSON.parse(exportFormats.otio.write(twoShots()));
    const clips = timeline.tracks.children[0].children;
    expect(timeline.tracks.children.map((track: Otio) => track.kind)).toEqual(['Video', 'Audio']);
    expect(clips.map((clip: Otio) => clip.name)).toEqual(['Shot 1', 'Shot 2']);
    expect(clips[1].source_range.start_time).toEqual({
      OTIO_SCHEMA: 'RationalTime.1',
      rate: 30000 / 1001,
      value: 107892 + 6,
    });
    expect(clips[1].source_range.duration.value).toBe(6);
    expect(
      clips[1].markers.map((m: { marked_range: { start_time: { value: number } } }) => m.marked_range.start_time.value),
    ).toEqual([107898, 107900]);
    expect(timeline.global_start_time.value).toBe(107892);
  });

  it('refers to media by an address that resolves back to the path', () => {
    const timeline = JSON.parse(exportFormats.otio.write(nasty));
    const { target_url } = timeline.tracks.children[0].children[0].media_references.DEFAULT_MEDIA;
    expect(decodeURIComponent(new URL(target_url).pathname)).toBe(NASTY);
    const windows = JSON.parse(exportFormats.otio.write(twoShots({ ...CLIP, path: 'C:\\clips\\a b.mov' })));
    expect(windows.tracks.children[0].children[0].media_references.DEFAULT_MEDIA.target_url).toBe(
      'file:///C:/clips/a%20b.mov',
    );
  });
});

describe('fcpxml', () => {
  it('obeys the document type', () => {
    for (const analysis of [nasty, twoShots({ ...CLIP, hasAudio: false, sampleAspect: { num: 4, den: 3 } })])
      expect(fcpxmlBreaches(readXml(exportFormats.fcpxml.write(analysis)))).toEqual([]);
  });

  it('writes times as whole frames in rational seconds, with the start timecode', () => {
    const root = readXml(exportFormats.fcpxml.write(twoShots()));
    const [sequence] = all(root, 'sequence');
    expect(sequence!.attributes).toMatchObject({ tcFormat: 'DF', tcStart: '8999991/2500s', duration: '1001/2500s' });
    const clips = all(root, 'asset-clip');
    expect(clips.map((clip) => clip.attributes.name)).toEqual(['Shot 1', 'Shot 2']);
    expect(clips[1]!.attributes.offset).toBe(clips[1]!.attributes.start);
    for (const time of [...clips, ...all(root, 'marker')].flatMap(({ attributes }) => [
      attributes.start,
      attributes.duration,
    ]))
      expect(framesOf(time!, { num: 30000, den: 1001 })).toSatisfy(Number.isInteger);
  });

  it('keeps markers inside their clips and user text intact', () => {
    const root = readXml(exportFormats.fcpxml.write(nasty));
    for (const clip of all(root, 'asset-clip')) {
      const start = framesOf(clip.attributes.start!, CLIP.frameRate);
      const end = start + framesOf(clip.attributes.duration!, CLIP.frameRate);
      for (const marker of all(clip, 'marker')) {
        const at = framesOf(marker.attributes.start!, CLIP.frameRate);
        expect(at >= start && at < end).toBe(true);
      }
    }
    expect(all(root, 'project')[0]!.attributes.name).toBe(nastyName.replace('\u0001', '\ufffd'));
  });

  it('does not drift in ten hours at 23.976, 29.97 and 59.94', () => {
    for (const rate of [FILM, CLIP.frameRate, NTSC60]) {
      const [analysis, frame] = late(rate, 10);
      const clip = all(readXml(exportFormats.fcpxml.write(analysis)), 'asset-clip')[1]!;
      expect(framesOf(clip.attributes.start!, rate)).toBe(frame);
      expect(framesOf(clip.attributes.duration!, rate)).toBe(1);
    }
  });
});

describe('xmeml', () => {
  it('has what readers ask for, in whole frames', () => {
    const root = readXml(exportFormats.xmeml.write(nasty));
    expect([root.name, root.attributes.version]).toEqual(['xmeml', '5']);
    const [sequence] = root.children;
    expect(textOf(sequence!, 'duration')).toBe('12');
    const [rate] = sequence!.children.filter(({ name }) => name === 'rate');
    expect([textOf(rate!, 'timebase'), textOf(rate!, 'ntsc')]).toEqual(['30', 'TRUE']);
    const items = all(root, 'clipitem');
    expect(items).toHaveLength(6);
    expect(
      items.slice(0, 2).map((item) => ['start', 'end', 'in', 'out'].map((name) => Number(textOf(item, name)))),
    ).toEqual([
      [0, 6, 0, 6],
      [6, 12, 6, 12],
    ]);
    const files = all(root, 'file');
    expect(textOf(files[0]!, 'duration')).toBe('12');
    expect(files.slice(1).every((file) => file.children.length === 0 && file.attributes.id === 'file-1')).toBe(true);
    expect(textOf(files[0]!, 'name')).toBe(nastyName.replace('\u0001', '\ufffd'));
    expect(decodeURIComponent(new URL(textOf(files[0]!, 'pathurl')).pathname)).toBe(NASTY);
    for (const marker of sequence!.children.filter(({ name }) => name === 'marker'))
      expect([Number(textOf(marker, 'in')) < 12, textOf(marker, 'out')]).toEqual([true, '-1']);
    const links = all(root, 'linkclipref').map(({ text }) => text);
    expect(links.every((id) => items.some((item) => item.attributes.id === id))).toBe(true);
  });

  it('tells true from pulled-down rates', () => {
    const rates = [FILM, { num: 24, den: 1 }, NTSC60].map((frameRate) => {
      const root = readXml(exportFormats.xmeml.write(twoShots({ ...CLIP, frameRate, averageFrameRate: frameRate })));
      const [rate] = all(root, 'rate');
      return `${textOf(rate!, 'timebase')} ${textOf(rate!, 'ntsc')}`;
    });
    expect(rates).toEqual(['24 TRUE', '24 FALSE', '60 TRUE']);
  });
});

describe('edl', () => {
  const EVENT = /^(\d{3,}) {2}(\S{1,8}) {2,}V {5}C {8}(\S{11}) (\S{11}) (\S{11}) (\S{11})$/;
  const events = (text: string) => text.split('\n').flatMap((line) => (/^\d/.test(line) ? [EVENT.exec(line)!] : []));

  it('lists shots as events with exclusive ends, and their names and markers as comments', () => {
    const text = exportFormats.edl.write(nasty);
    const lines = text.split('\n');
    expect(lines.slice(0, 3)).toEqual([`TITLE: ${nastyName.replace('\u0001', ' ')}`, 'FCM: DROP FRAME', '']);
    expect(events(text).map((event) => event.slice(1))).toEqual([
      ['001', 'AX', '01:00:00;00', '01:00:00;06', '01:00:00;00', '01:00:00;06'],
      ['002', 'AX', '01:00:00;06', '01:00:00;12', '01:00:00;06', '01:00:00;12'],
    ]);
    expect(lines.filter((line) => line.startsWith('* FROM CLIP NAME: '))).toHaveLength(2);
    for (const line of lines.filter((entry) => entry.startsWith('* LOC')))
      expect(line).toMatch(/^\* LOC: \d\d:\d\d:\d\d:\d\d (GREEN|CYAN|RED) {1,4}\S/);
  });

  it('does not write the clock as timecode: an hour of 29.97 is 3.6 seconds short of it without drop-frame', () => {
    const [analysis, frame] = late(CLIP.frameRate, 1);
    expect(frame).toBe(107892);
    const format = { rate: CLIP.frameRate, dropFrame: false };
    expect(events(exportFormats.edl.write(analysis))[1]![3]).toBe('00:59:56:12');
    const [dropFrame] = late(CLIP.frameRate, 10, '00:00:00;00');
    expect(events(exportFormats.edl.write(dropFrame))[1]![3]).toBe('10:00:00;01');
    const [film, at] = late(FILM, 10);
    expect(parseTimecode(events(exportFormats.edl.write(film))[1]![3]!, { ...format, rate: FILM })).toBe(at);
  });

  it('gives Resolve markers one frame long, on a timeline that starts at one hour', () => {
    const text = exportFormats['resolve-edl'].write(twoShots({ ...CLIP, startTimecode: undefined }));
    const lines = text.split('\n');
    expect(events(text).map((event) => event.slice(5))).toContainEqual(['01:00:00:06', '01:00:00:07']);
    const notes = lines.filter((line) => line.includes('|C:'));
    expect(notes).toHaveLength(events(text).length);
    for (const note of notes) expect(note).toMatch(/^[^|]+ \|C:ResolveColor(Green|Cyan|Red) \|M:[^|]+ \|D:1$/);
    expect(events(exportFormats['resolve-edl'].write(twoShots()))[0]![5]).toBe('01:00:00;00');
  });
});

describe('marker lists', () => {
  it('have a column for everything', () => {
    const [heading, ...rows] = exportFormats.premiere
      .write(nasty)
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(heading).toEqual(['Marker Name', 'Description', 'In', 'Out', 'Duration', 'Marker Type']);
    expect(rows.every((row) => row.length === 6)).toBe(true);
    expect(rows[0]!.slice(2)).toEqual(['01;00;00;00', '01;00;00;01', '00;00;00;01', 'Chapter']);
    const avid = exportFormats.avid
      .write(nasty)
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(avid).toHaveLength(rows.length);
    for (const row of avid) {
      expect(row).toHaveLength(6);
      expect(row[3]).toMatch(/^[a-z]+$/);
      expect([row[2], row[5]]).toEqual(['V1', '1']);
    }
  });
});

describe('web vtt', () => {
  it.skipIf(noFfmpeg)(`is read by FFmpeg, cue for cue`, () => {
    const subtitles = runFfmpeg(
      ['-f', 'webvtt', '-i', 'pipe:0', '-f', 'srt', 'pipe:1'],
      exportFormats.vtt.write(nasty),
    );
    expect(subtitles.match(/\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}/g)).toEqual([
      '00:00:00,000 --> 00:00:00,200',
      '00:00:00,200 --> 00:00:00,400',
    ]);
    expect(subtitles).toContain('Shot 2, steadiness 100 %, eye trace');
  });

  it('has no arrow but those of its cues', () => {
    const text = exportFormats.vtt.write(nasty);
    expect(text.startsWith('WEBVTT')).toBe(true);
    expect(text.match(/-->/g)).toHaveLength(2);
  });

  it('reaches beyond an hour without drift', () => {
    const [analysis] = late(CLIP.frameRate, 10, '00:00:00;00');
    expect(exportFormats.vtt.write(analysis)).toContain('09:59:59.997 --> 10:00:00.031');
  });
});

describe('ffmetadata', () => {
  it.skipIf(noFfmpeg)('is read by FFmpeg, chapter for chapter', () => {
    const back = runFfmpeg(
      ['-f', 'ffmetadata', '-i', 'pipe:0', '-f', 'ffmetadata', 'pipe:1'],
      exportFormats.ffmetadata.write(nasty),
    );
    const chapters = back.split('[CHAPTER]').slice(1);
    expect(chapters.map((chapter) => /START=(\d+)\nEND=(\d+)\ntitle=(.*)/.exec(chapter)!.slice(1))).toEqual([
      ['0', '6', 'Shot 1'],
      ['6', '12', 'Shot 2'],
    ]);
    expect(back).toContain('TIMEBASE=1001/30000');
    const title = /^title=(.*)$/m.exec(back)![1]!.replace(/\\(.)/g, '$1');
    expect(Buffer.from(title, 'latin1').toString()).toBe(nastyName.replace('\u0001', ' '));
  });
});

describe('after effects keyframes', () => {
  it('has a row for each frame that has attention, in pixels of the clip', () => {
    const text = exportFormats.ae.write(
      analyzeDrawn([{ at: { x: 0.5, y: 0.25 } }, { at: null }, { at: { x: 0.25, y: 0.5 } }]),
    );
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('Adobe After Effects 8.0 Keyframe Data');
    expect(lines.at(-1)).toBe('End of Keyframe Data');
    expect(lines).toContain('\tUnits Per Second\t29.97');
    expect(lines.filter((line) => /^\t\d+\t/.test(line)).map((line) => line.trim().split('\t').map(Number))).toEqual([
      [0, 960, 270, 0],
      [2, 480, 540, 0],
    ]);
  });
});

function framesOf(time: string, rate: { num: number; den: number }): number {
  const [num, den = '1'] = time.replace(/s$/, '').split('/');
  const product = BigInt(num!) * BigInt(rate.num);
  const divisor = BigInt(den) * BigInt(rate.den);
  if (product % divisor !== 0n) throw new Error(`${time} is no whole frame`);
  return Number(product / divisor);
}

describe('sound', () => {
  it('has a track a channel in xmeml, and is declared as it is', () => {
    const textOfChannels = (audioChannels: number) => {
      const analysis = twoShots({ ...CLIP, audioChannels });
      return [exportFormats.xmeml.write(analysis), exportFormats.fcpxml.write(analysis)] as const;
    };
    for (const channels of [1, 2, 6]) {
      const [xmeml, fcpxml] = textOfChannels(channels);
      const indices = Array.from(
        xmeml.matchAll(/<sourcetrack>\s*<mediatype>audio<\/mediatype>\s*<trackindex>(\d+)</g),
        ([, index]) => Number(index),
      );
      expect([...new Set(indices)]).toEqual(Array.from({ length: channels }, (_, i) => i + 1));
      expect(xmeml).toContain(`<channelcount>${channels}</channelcount>`);
      expect(fcpxml).toContain(`audioChannels="${channels}"`);
    }
  });
});

describe('srt', () => {
  it('shows each marker until the next, at most two seconds, numbered from 1', () => {
    const cues = exportFormats.srt.write(twoShots()).trim().split('\n\n');
    expect(cues[0]).toMatch(/^1\n00:00:00,000 --> 00:00:00,100\nShot 1: /);
    cues.forEach((cue, i) => {
      expect(cue).toMatch(/^\d+\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n\S/);
      expect(cue.startsWith(`${i + 1}\n`)).toBe(true);
    });
  });
});

describe('pixels that are not square', () => {
  const clipOf = (width: number, height: number, num: number, den: number) =>
    twoShots({ ...CLIP, width, height, sampleAspect: { num, den } });
  const pictures = (width: number, height: number, num: number, den: number) =>
    all(readXml(exportFormats.xmeml.write(clipOf(width, height, num, den))), 'samplecharacteristics').map((picture) =>
      picture.children.filter(({ name }) => name !== 'rate' && name !== 'fielddominance').map(({ text }) => text),
    );

  it.each([
    [720, 480, 8, 9, 'NTSC-601', 'FALSE'],
    [720, 480, 40, 33, 'NTSC-601', 'TRUE'],
    [720, 576, 16, 15, 'PAL-601', 'FALSE'],
    [720, 576, 64, 45, 'PAL-601', 'TRUE'],
    [960, 720, 4, 3, 'HD-(960x720)', 'FALSE'],
    [1440, 1080, 4, 3, 'HD-(1440x1080)', 'FALSE'],
    [1280, 1080, 3, 2, 'HD-(1280x1080)', 'FALSE'],
    [1920, 1080, 1, 1, 'square', 'FALSE'],
  ])('of %i × %i and %i:%i are those of %s in the sequence and its file', (width, height, num, den, name, wide) => {
    const picture = [String(width), String(height), wide, name];
    expect(pictures(width, height, num, den)).toEqual([picture, picture]);
  });

  it('without a name are square in the sequence, and left to the file in the file', () => {
    expect(pictures(640, 360, 2, 1)).toEqual([
      ['1280', '360', 'FALSE', 'square'],
      ['640', '360'],
    ]);
  });

  it('are told as they are in FCPXML', () => {
    const [format] = all(readXml(exportFormats.fcpxml.write(clipOf(1440, 1080, 4, 3))), 'format');
    expect(format!.attributes).toMatchObject({ width: '1440', height: '1080', paspH: '4', paspV: '3' });
  });
});

describe('the start of the timeline', () => {
  const timelineStart = '10:00:00:00';
  /** An hour's offset of the clip's own timecode from that of the timeline must not show on the timeline. */
  const starting = (name: ExportFormatName) => exportFormats[name].write(twoShots(), { timelineStart });

  it.each([
    ['edl', /^001 {2}AX {7}V {5}C {8}01:00:00;00 01:00:00;06 10:00:00;00 10:00:00;06$/m, /^\* LOC: 10:00:00:00 GREEN/m],
    ['resolve-edl', /^001 {2}001 {6}V {5}C {8}10:00:00;00 /m, /10:00:00;06 10:00:00;07$/m],
    ['premiere', /^Shot 1\t[^\t]*\t10;00;00;00\t10;00;00;01\t/m, /^Shot 2\t[^\t]*\t10;00;00;06\t/m],
    ['avid', /^video-saliency\t10:00:00;00\tV1/m, /^video-saliency\t10:00:00;06\tV1/m],
  ] as const)('is where the user says in %s', (name, ...lines) => {
    for (const line of lines) expect(starting(name)).toMatch(line);
    expect(() => exportFormats[name].write(twoShots(), { timelineStart: '10:00:00:99' })).toThrow('timecode');
  });

  it('is where the user says in OTIO, FCPXML and xmeml, whose clips keep their own timecode', () => {
    const otio = JSON.parse(starting('otio'));
    const start = 10 * 107892;
    expect(otio.global_start_time.value).toBe(start);
    expect(otio.tracks.children[0].children[1].source_range.start_time.value).toBe(107892 + 6);
    const fcpxml = readXml(starting('fcpxml'));
    expect(fcpxmlBreaches(fcpxml)).toEqual([]);
    expect(framesOf(all(fcpxml, 'sequence')[0]!.attributes.tcStart!, CLIP.frameRate)).toBe(start);
    const [, second] = all(fcpxml, 'asset-clip');
    expect(framesOf(second!.attributes.offset!, CLIP.frameRate)).toBe(start + 6);
    expect(framesOf(second!.attributes.start!, CLIP.frameRate)).toBe(107892 + 6);
    const [sequence] = readXml(starting('xmeml')).children;
    const codes = all(sequence!, 'timecode').map((code) => [textOf(code, 'string'), textOf(code, 'frame')]);
    expect(codes).toEqual([
      ['10:00:00;00', String(start)],
      ['01:00:00;00', '107892'],
    ]);
  });

  it('is that of the first frame that was analyzed otherwise, and one hour for Resolve', () => {
    const late = { ...twoShots(), clip: { ...twoShots().clip, startPts: -30 } };
    expect(exportFormats.edl.write(late)).toMatch(/ 01:00:01;00 01:00:01;06 01:00:01;00 01:00:01;06$/m);
    expect(exportFormats['resolve-edl'].write(late)).toMatch(/C {8}01:00:00;00 /);
    expect(all(readXml(exportFormats.fcpxml.write(late)), 'sequence')[0]!.attributes.tcStart).toBe(
      all(readXml(exportFormats.fcpxml.write(late)), 'asset-clip')[0]!.attributes.offset,
    );
  });
});
