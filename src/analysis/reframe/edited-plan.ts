import { InputError, OptionError } from '../../core/errors.js';
import { isObject } from '../../core/is-object.js';
import type { Box, Point } from '../record/analysis.js';
import { parseJson } from '../record/parse-json.js';
import { isPadded } from './is-padded.js';
import type { SubjectPick } from './picked-subject.js';
import type { CropFrame, ReframedShot, ReframePlan } from './reframe-plan.js';

/** Corrects the crop of one shot; `follow` leaves it as it was planned. */
export type ShotEdit =
  | 'follow'
  | { readonly hold: Point }
  | { readonly rectangle: Box }
  | { readonly subject: SubjectPick };

/** A plan as a person may have corrected it. */
export interface EditedPlan extends Omit<ReframePlan, 'shots'> {
  readonly shots: readonly (ReframedShot & { readonly edit?: ShotEdit })[];
}

/**
 * Reads a plan from its JSON form.
 *
 * Besides the crops of its frames, which may be changed one by one, a shot may have an `edit`: `{"hold": {"x", "y"}}`
 * rests its crop around a point, `{"subject": 2}`, or with a point or a box in a frame, `{"subject": {"x", "y", "frame"}}`, follows this
 * subject, `{"rectangle": {"x", "y", "width", "height"}}` shows this part, `"follow"` changes
 * nothing; all in shares of the displayed picture.
 *
 * @param name - of the file, for messages.
 * @throws {InputError} for text that is no plan, and for an edit that cannot be.
 */
export function readPlan(text: string, name: string): EditedPlan {
  const plan = parseJson(text, name);
  const complete =
    isObject(plan) && plan.format === 'video-saliency-reframe' && [plan.frames, plan.shots].every(filled);
  if (!complete || !isObject(plan.output) || !isObject(plan.clip)) {
    throw new InputError(`${name}: not a plan as "saliency reframe --path plan.json" writes it`);
  }
  if (plan.version !== 1) throw new InputError(`${name}: plan of version ${plan.version}, expected version 1`);
  const { frames, shots } = plan as unknown as EditedPlan;
  const bad = frames.find(({ crop, second }) => !isBox(crop) || (second !== undefined && !isBox(second)));
  if (bad !== undefined) {
    throw new InputError(`${name}: frame ${bad.index}: expected a crop within the picture, in shares of it`);
  }
  for (const { index, edit = 'follow' } of shots) {
    const fine =
      edit === 'follow' ||
      (isObject(edit) &&
        (('hold' in edit && isPoint(edit.hold)) ||
          ('rectangle' in edit && isBox(edit.rectangle)) ||
          ('subject' in edit && isPick(edit.subject))));
    if (fine) continue;
    throw new InputError(
      `${name}: shot ${index}: expected an edit such as "follow", {"hold": {"x": 0.5, "y": 0.5}}, {"subject": {"x": 0.5, "y": 0.5, "frame": 0}} or {"rectangle": {"x": 0, "y": 0, "width": 0.5, "height": 1}}, got ${JSON.stringify(edit)}`,
    );
  }
  return plan as unknown as EditedPlan;
}

/**
 * Carries out the edits of a plan.
 *
 * @param planned - the plan that would be made of the clip now.
 * @throws {OptionError} when the plan is of another clip, or of another part of it.
 */
export function applyEdits(edited: EditedPlan, planned: ReframePlan): ReframePlan {
  const refuse = (what: string) => OptionError.of('plan', `expected a plan of this clip, got one ${what}`);
  const { clip } = planned;
  const sizes = [edited.clip, clip].map(({ width, height }) => `${width}x${height}`);
  if (sizes[0] !== sizes[1]) throw refuse(`of ${sizes[0]} pixels for ${sizes[1]}`);
  if (edited.frames.length !== planned.frames.length) {
    throw refuse(`of ${edited.frames.length} frames for ${planned.frames.length}`);
  }
  const moved = planned.frames.find(({ pts }, i) => edited.frames[i]!.pts !== pts);
  if (moved !== undefined) throw refuse(`whose frame ${moved.index} has another timestamp`);
  const edits = new Map(edited.shots.map(({ index, edit = 'follow' }) => [index, edit]));
  const frames = edited.frames.map((frame, i) => {
    const edit = edits.get(frame.shot);
    // What follows a picked subject was planned anew.
    return typeof edit === 'object' && 'subject' in edit ? planned.frames[i]! : editedFrame(frame, edit);
  });
  const shots = edited.shots.map(({ edit = 'follow', ...given }): ReframedShot => {
    const { width, height } = frames.find((frame) => frame.shot === given.index)?.crop ?? given.crop;
    const again = planned.shots.find(({ index }) => index === given.index);
    if (typeof edit === 'object' && 'subject' in edit && again !== undefined) return again;
    // A person has decided what is shown: what a model takes for the subject is no longer asked.
    const decided =
      edit === 'follow' ? {} : { headKept: null, subjectKept: null, lost: null, speed: 0, jerk: 0, stacked: false };
    const shot = { ...given, ...decided };
    return { ...shot, crop: { width, height }, padded: shot.stacked !== true && isPadded(edited, { width, height }) };
  });
  return { ...edited, clip, frames, shots };
}

function editedFrame(frame: CropFrame, edit: ShotEdit = 'follow'): CropFrame {
  if (edit === 'follow' || 'subject' in edit) return frame;
  const { second: _, ...one } = frame;
  if ('rectangle' in edit) return { ...one, crop: edit.rectangle };
  const within = (center: number, length: number) => Math.min(1 - length, Math.max(0, center - length / 2));
  const { width, height } = frame.crop;
  return { ...one, crop: { x: within(edit.hold.x, width), y: within(edit.hold.y, height), width, height } };
}

/** Gives the subjects that a person picked, by the numbers of their shots: a plan follows them as it is made. */
export function picksOf({ shots }: EditedPlan): ReadonlyMap<number, SubjectPick> {
  return new Map(
    shots.flatMap(({ index, edit }) => {
      return typeof edit === 'object' && 'subject' in edit ? [[index, edit.subject] as const] : [];
    }),
  );
}

function filled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isPoint(value: unknown): boolean {
  return isObject(value) && isShare(value.x) && isShare(value.y);
}

function isPick(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0;
  if (!isObject(value) || !Number.isInteger(value.frame)) return false;
  return 'width' in value ? isBox(value) : isPoint(value);
}

function isBox(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { x, y, width, height } = value;
  if (!(isShare(x) && isShare(y) && isShare(width) && isShare(height))) return false;
  // What was rounded to six decimals may reach a little beyond.
  return width > 0 && height > 0 && x + width < 1.00001 && y + height < 1.00001;
}
