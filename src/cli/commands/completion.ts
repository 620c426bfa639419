import { type Command, Command as CommandClass } from 'commander';
import { OptionError } from '../../index.js';
import { type CompletedVerb, completionScript, completionShells } from '../completion.js';

/** `saliency completion`: a script that teaches a shell the verbs and flags. */
export function completionCommand(): Command {
  const command: Command = new CommandClass('completion')
    .description('print a completion script for a shell')
    .argument('<shell>', completionShells.join(', '))
    .addHelpText(
      'after',
      `
Examples:
  saliency completion bash > /etc/bash_completion.d/saliency
  saliency completion zsh > "\${fpath[1]}/_saliency"
  saliency completion fish > ~/.config/fish/completions/saliency.fish`,
    )
    .action((name: string) => {
      const shell = completionShells.find((known) => known === name);
      if (shell === undefined)
        throw new OptionError(`shell: expected one of ${completionShells.join(', ')}, got "${name}"`);
      process.stdout.write(completionScript(shell, command.parent!.commands.map(describeVerb)));
    });
  return command;
}

function describeVerb(verb: Command): CompletedVerb {
  return {
    name: verb.name(),
    summary: verb.description(),
    flags: verb.options
      .filter(({ hidden }) => !hidden)
      .map(({ long, description, argChoices, required }) => ({
        name: long!,
        summary: description,
        takesValue: required,
        choices: argChoices ?? [],
      })),
  };
}
