import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

// `make pictures`: takes screenshots of every page and state for a human review. Nothing is compared.
export default defineConfig({
  ...tests,
  testDir: 'pictures',
  testMatch: 'pages.ts',
  retries: 0,
  timeout: 300_000,
  reporter: [['list']],
  projects: [{ name: 'pictures', use: { ...tests.projects![0]!.use, actionTimeout: 30_000 } }],
});
