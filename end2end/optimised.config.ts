import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

process.env.CHARLA_SITE ??= 'target/site';

// `make test-optimised`: a short run with the optimised client.
export default defineConfig({
  ...tests,
  testDir: 'optimised',
  testMatch: '*.ts',
  projects: [{ name: 'optimised', use: tests.projects![0]!.use }],
});
