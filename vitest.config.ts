import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests read the sources of workspace packages, not their builds; vitest's node environment resolves through ssr.
  // Without 'module', which Node does not know either: packages keep code for bundlers there that Node cannot load.
  ssr: { resolve: { conditions: ['@outlay/source', 'node', 'development|production'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'examples/{,connectors/}*/src/**/*.test.ts'],
    setupFiles: ['./vitest.setup.ts'],
    maxWorkers: '100%', // by default one core is left idle: on a machine with two, that is half of them
    testTimeout: 30_000, // no test measures time; a busy machine must not fail one
    typecheck: {
      enabled: true,
      include: ['packages/*/src/**/*.test-d.ts'],
      tsconfig: './tsconfig.tests.json',
      checker: 'tsc',
    },
    // Everything is built on core: npm run coverage tells what no test of it reaches.
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      exclude: ['**/*.{test,test-d}.ts', 'packages/core/src/testing/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 95 },
    },
  },
})
