import { defineConfig } from 'vitest/config';
import { patience } from './test/support/patience.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    isolate: false,
    execArgv: ['--import', './src/quick-imports.js'],
    // One more than the cores of CI: many tests wait for the pace of Slack.
    maxWorkers: 3,
    testTimeout: 60_000,
    expect: { poll: patience },
    hookTimeout: 90_000,
    // Whole processes and browsers share two cores there; a test that fails for a reason fails each time.
    retry: process.env['CI'] === undefined ? 0 : 2,
  },
});
