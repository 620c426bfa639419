import { flagOf, type SpecsByName } from '../flags.js';

/** What all variables of the environment that stand for options begin with. */
const prefix = 'SALIENCY_';

/** The variable that stands for an option: `analysisSize` is `SALIENCY_ANALYSIS_SIZE`. */
export function variableOf(option: string): string {
  return prefix + flagOf(option).slice(2).replaceAll('-', '_').toUpperCase();
}

/** Variables of ours that stand for no option: what is secret has no flag. */
const otherVariables = ['SALIENCY_TOKEN'];

/** What the environment says of options. */
export interface EnvironmentValues {
  /** Texts by the names of options; an empty variable says nothing. */
  readonly values: ReadonlyMap<string, string>;
  /** Variables that look as if they stood for an option, and stand for none. */
  readonly unknown: readonly string[];
}

/** Reads the variables that stand for options. */
export function readEnvironment(env: NodeJS.ProcessEnv, specs: SpecsByName): EnvironmentValues {
  const options = new Map([...specs.keys()].map((name) => [variableOf(name), name]));
  const others = [...['config', 'presetName'].map(variableOf), ...otherVariables];
  const values = new Map<string, string>();
  const unknown: string[] = [];
  for (const [variable, text = ''] of Object.entries(env)) {
    if (!variable.startsWith(prefix) || text === '' || others.includes(variable)) continue;
    const option = options.get(variable);
    if (option === undefined) unknown.push(variable);
    else values.set(option, text);
  }
  return { values, unknown: unknown.sort() };
}
