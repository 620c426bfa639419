import { Command } from 'commander';
import { printable, version } from '../index.js';
import { analyzeCommand } from './commands/analyze.js';
import { compareCommand } from './commands/compare.js';
import { completionCommand } from './commands/completion.js';
import { configCommand } from './commands/config.js';
import { convertCommand } from './commands/convert.js';
import { cutoutCommand } from './commands/cutout.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateCommand } from './commands/evaluate.js';
import { exportCommand } from './commands/export.js';
import { imageCommand } from './commands/image.js';
import { jobsCommand } from './commands/jobs.js';
import { modelsCommand } from './commands/models.js';
import { overlayCommand } from './commands/overlay.js';
import { probeCommand } from './commands/probe.js';
import { reframeCommand } from './commands/reframe.js';
import { reportCommand } from './commands/report.js';
import { serveCommand } from './commands/serve.js';
import { submitCommand } from './commands/submit.js';
import { thumbnailCommand } from './commands/thumbnail.js';
import { workerCommand } from './commands/worker.js';
import { applyConfig } from './config/apply-config.js';
import { makeConfig } from './config/config.js';
import type { ConfigFiles } from './config/config-files.js';
import { configFlags } from './config/config-flags.js';
import type { HeldValue } from './config/held-values.js';
import { verbOf, verbTables } from './config/verbs.js';
import { addFlags, addOpposites, specsOf } from './flags.js';
import { viewCommand } from './commands/view.js';
import { groupedHelp, groupOptions } from './help-groups.js';

/** What the program is started with besides its arguments. */
export interface Surroundings {
  readonly signal: AbortSignal;
  /** The config files, as they were read. */
  readonly files: ConfigFiles;
  readonly env: NodeJS.ProcessEnv;
  /** Is told which verb runs, and what it takes from the config. */
  readonly onStart?: (verb: Command, held: ReadonlyMap<string, HeldValue>) => void;
}

/** The command line: a verb a file under `commands/`. */
export function createProgram({ signal, files, env, onStart }: Surroundings): Command {
  const program = new Command('saliency')
    .description("turns a video into what a viewer's eye goes to")
    .version(version)
    .showHelpAfterError('(saliency --help, or saliency <verb> --help, tells more)')
    .configureHelp(groupedHelp)
    // What is wrong may be anything that a shell can hand over.
    .configureOutput({ outputError: (text, write) => write(text.split('\n').map(printable).join('\n')) })
    .exitOverride();
  const configFor = (command: Command) => makeConfig(files, env, verbTables(program), command.opts().presetName);
  // A verb that is submitted takes what it takes when it runs here; what is printed, submit says itself.
  const configureSubmitted = (verb: Command, submit: Command) => {
    addOpposites(verb);
    verb.hook('preAction', () => {
      onStart?.(verb, applyConfig(verb, configFor(submit), ['json', 'dryRun']));
    });
  };
  const verbs = [
    convertCommand(signal),
    overlayCommand(signal),
    cutoutCommand(signal),
    analyzeCommand(signal),
    exportCommand(signal),
    reframeCommand(signal),
    thumbnailCommand(signal),
    reportCommand(signal),
    viewCommand(signal),
    imageCommand(signal),
    evaluateCommand(signal),
    compareCommand(signal),
    serveCommand(signal),
    probeCommand(signal),
    workerCommand(signal),
    submitCommand(signal, configureSubmitted),
    jobsCommand(signal),
    modelsCommand(),
    doctorCommand(),
    configCommand(configFor),
    completionCommand(),
  ];
  for (const verb of verbs) {
    if (verb.options.length > 0) {
      addFlags(verb, configFlags);
      addOpposites(verb);
    }
    tellFields(verb);
    groupOptions(verb);
    program.addCommand(verb.copyInheritedSettings(program));
  }
  return program.hook('preAction', (_, command) => {
    if (!verbTables(program).has(verbOf(command))) return;
    const config = configFor(command);
    if (config.problems.length > 0) throw config.problems[0];
    const held = applyConfig(command, config);
    onStart?.(command, held);
    if (command.opts().quiet !== true) {
      for (const warning of files.warnings) process.stderr.write(`saliency: ${printable(warning)}\n`);
    }
  });
}

/** Says of the output of verbs that take several inputs which fields it may have. */
function tellFields(verb: Command): void {
  const output = verb.options.find(({ long }) => long === '--output');
  if (output === undefined || !specsOf(verb).has('include')) return;
  output.description += '; may have {name}, {ext}, {dir}, {model}, {verb}, {index}, filled in for each input';
}
