import { defineConfig } from 'vitest/config';

// The tests run against dist/, file by file what is bundled and shipped: `npm test` builds first.
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/structure/**'],
          setupFiles: ['test/setup.ts'],
        },
      },
      { extends: true, test: { name: 'structure', include: ['test/structure/**/*.test.ts'] } },
    ],
  },
});
