import { Command } from 'commander';
import { printable, version } from '../index.js';
import { analyzeCommand } from './commands/analyze.js';
import { compareCommand } from './commands/compare.js';
import { completionCommand } from './commands/completion.js';
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
import { groupedHelp, groupOptions } from './help-groups.js';

/** The command line: a verb a file under `commands/`. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('saliency')
    .description("turns a video into what a viewer's eye goes to")
    .version(version)
    .showHelpAfterError('(saliency --help, or saliency <verb> --help, tells more)')
    .configureHelp(groupedHelp)
    // What is wrong may be anything that a shell can hand over.
    .configureOutput({ outputError: (text, write) => write(text.split('\n').map(printable).join('\n')) })
    .exitOverride();
  const verbs = [
    convertCommand(signal),
    overlayCommand(signal),
    cutoutCommand(signal),
    analyzeCommand(signal),
    exportCommand(signal),
    reframeCommand(signal),
    thumbnailCommand(signal),
    reportCommand(signal),
    imageCommand(signal),
    evaluateCommand(signal),
    compareCommand(signal),
    serveCommand(signal),
    probeCommand(signal),
    workerCommand(signal),
    submitCommand(signal),
    jobsCommand(signal),
    modelsCommand(),
    doctorCommand(),
    completionCommand(),
  ];
  for (const verb of verbs) {
    groupOptions(verb);
    program.addCommand(verb.copyInheritedSettings(program));
  }
  return program;
}
