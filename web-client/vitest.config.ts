import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node', // a test that needs a page says so in its first line
          include: ['tests/unit/**/*.test.ts', 'tests/build/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.spec.ts'],
          testTimeout: 240_000, // software rendering on a machine that is busy building
          hookTimeout: 120_000,
          poolOptions: { forks: { singleFork: true } }, // one browser at a time: software rendering takes a whole core
        },
      },
    ],
  },
});
