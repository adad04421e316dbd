import { defineConfig, devices } from '@playwright/test';

/** With CHARLA_DELAYS=1 all answers of server functions are delayed by up to 3 s (tests/charla.ts). */
const isSlow = Boolean(process.env.CI || process.env.CHARLA_DELAYS);

const chromium = {
  ...devices['Desktop Chrome'],
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  },
};

// Every test starts its own server on a free port with its own imported database (tests/charla.ts).
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // The CI machine may be busy, so timeouts are longer, and a test that passes on a retry is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: isSlow ? 150_000 : 60_000,
  expect: { timeout: isSlow ? 25_000 : 10_000 },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  use: {
    locale: 'es-ES',
    timezoneId: 'Europe/Madrid',
    serviceWorkers: 'block',
    // Tracing takes screenshots all the time, so in CI only retries are traced.
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
  },
  projects: [
    { name: 'hydrated', use: chromium },
    // The same tests without scripts, except those that need scripts.
    { name: 'no-scripts', use: { ...chromium, javaScriptEnabled: false }, testIgnore: /\.hydrate\.spec\.ts$/ },
  ],
});
