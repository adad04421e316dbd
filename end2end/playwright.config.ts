import { defineConfig, devices } from '@playwright/test';

/** With CHARLA_DELAYS=1 all answers of the server's functions come up to 3 s late (tests/charla.ts). */
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
  // Where changes are checked, the machine may be busy with other things: it is waited for longer, and what fails and
  // then passes is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: isSlow ? 150_000 : 60_000,
  expect: { timeout: isSlow ? 25_000 : 10_000 },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  use: {
    locale: 'es-ES',
    timezoneId: 'Europe/Madrid',
    serviceWorkers: 'block',
    // It takes pictures of the page all the time: where changes are checked, only of what failed once.
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
  },
  projects: [
    { name: 'hydrated', use: chromium },
    // The same sentences without scripts, but for those that are about scripts.
    { name: 'no-scripts', use: { ...chromium, javaScriptEnabled: false }, testIgnore: /\.hydrate\.spec\.ts$/ },
  ],
});
