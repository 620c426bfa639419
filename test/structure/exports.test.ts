import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveImport, root, sources, withoutComments } from './sources.js';

/** What is not imported by other sources: it is run, or is what others import from outside. */
const entries = new RegExp(
  [
    '^(index|browser|cli/main|workers/model-worker|pipeline/evaluate/evaluation-worker|pipeline/machines/machine-worker)',
    '|^report/page/main|^page/engine/page-worker|^page/element/(saliency-overlay|element-worker)',
    // The last two are loaded when they are needed.
    '|^page/app/(main|camera|workplace)',
  ]
    .map((names) => names.replace(/^(\|?)\^(.*)$/, '$1^(?:$2)\\.ts$'))
    .join(''),
);

/** Internals that only tests read, each with the reason. */
const readByTests: Readonly<Record<string, string>> = {
  'analysis/measure/loud-cells.ts cellGrid': 'the grid that cells drawn by a test lie in',
  'ranking/rank-superpixels.ts rankInDetail': 'the stages of the ranking, compared with golden vectors',
  'networks/network-input.ts networkSizeFor': 'the sizes that a network takes',
  'networks/network.ts runStep': 'one layer, compared with its definition',
};

/** Scripts of the build import sources by their place in dist/. */
const scripts = ['bundle.js', 'kernels/build.js', 'report/build.js'].map((path) =>
  readFileSync(join(root, path), 'utf8'),
);

/** The names that a source declares and exports. */
function exportsOf(text: string): string[] {
  const declared =
    /^export (?:declare )?(?:abstract |async )*(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm;
  const listed = /^export (?:type )?\{([^}]*)\};?$/gm;
  const code = withoutComments(text);
  return [
    ...Array.from(code.matchAll(declared), ([, name]) => name!),
    ...Array.from(code.matchAll(listed), ([, names]) => namesIn(names!)).flat(),
  ];
}

/** The names between the braces of an import or export. */
function namesIn(list: string): string[] {
  return list
    .split(',')
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+/)[0]!,
    )
    .filter((name) => name !== '');
}

/** Whether a name is a type that its own source uses: it says what another export takes or gives. */
function describesAnother(text: string, name: string): boolean {
  const code = withoutComments(text);
  const isType = new RegExp(`^export (?:interface|type) ${name}\\b`, 'm').test(code);
  return isType && (code.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1;
}

/** What a source takes from others: `core/frame.ts seconds`. */
function importsOf(path: string, text: string): string[] {
  const pattern = /(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s*from\s*'(\.[^']+)'/g;
  const lazy = /\{([^}]*)\}\s*=\s*await import\('(\.[^']+)'\)/g;
  const code = withoutComments(text);
  return [...code.matchAll(pattern), ...code.matchAll(lazy)].flatMap(([, names, specifier]) =>
    namesIn(names!).map((name) => `${resolveImport(path, specifier!)} ${name}`),
  );
}

describe('the exports of src', () => {
  it('are found', () => {
    expect(exportsOf('export const a = 1;\nexport type { B };\n// export const c = 1;')).toEqual(['a', 'B']);
    expect(importsOf('a/b.ts', "import { type C, d as e } from '../c.js';")).toEqual(['c.ts C', 'c.ts d']);
  });

  it('are each imported by another source, or belong to an entry', () => {
    const imported = new Set(sources.flatMap(({ path, text }) => importsOf(path, text)));
    const unused = sources
      .filter(({ path }) => !entries.test(path))
      .flatMap(({ path, text }) => exportsOf(text).map((name) => ({ path, name, text, key: `${path} ${name}` })))
      .filter(({ key, path, name, text }) => {
        if (describesAnother(text, name)) return false;
        const byScript = scripts.some((script) => script.includes(path.replace(/\.ts$/, '')) && script.includes(name));
        return !imported.has(key) && !byScript && readByTests[key] === undefined;
      })
      .map(({ key }) => key);
    expect(unused).toEqual([]);
  });

  it('are still read by tests alone where that is said of them', () => {
    const imported = sources.flatMap(({ path, text }) => importsOf(path, text));
    const known = sources.flatMap(({ path, text }) => exportsOf(text).map((name) => `${path} ${name}`));
    expect(Object.keys(readByTests).filter((key) => !known.includes(key) || imported.includes(key))).toEqual([]);
  });
});
