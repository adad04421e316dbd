import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

// `make interaction`: figures, on a machine that does nothing else.
export default defineConfig({
  ...tests,
  testDir: 'figures',
  testMatch: '*.ts',
  testIgnore: 'figure.ts',
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: [['line']],
  // A trace takes pictures of the page while it is measured.
  use: { ...tests.use, trace: 'off' },
  projects: [{ name: 'figures', use: tests.projects![0]!.use }],
});
