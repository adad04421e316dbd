import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

// `make interaction`: measures the speed of the interface. Run it on an idle machine.
export default defineConfig({
  ...tests,
  testDir: 'figures',
  testMatch: '*.ts',
  testIgnore: 'figure.ts',
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: [['line']],
  // No trace: it takes screenshots during the measurement.
  use: { ...tests.use, trace: 'off' },
  projects: [{ name: 'figures', use: tests.projects![0]!.use }],
});
