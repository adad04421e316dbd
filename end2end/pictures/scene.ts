// The scene of a screenshot, and helpers to prepare it.

import { request, type Page } from '@playwright/test';
import type { Server } from '../tests/server.ts';

/** A server, and the common password of its users. */
export interface Marketplace extends Pick<Server, 'url'> {
  password: string;
}

export interface Scene {
  name: string;
  /** User name of the signed-in user; nobody is signed in if absent. */
  who?: string;
  path: string;
  /** Runs before the page is loaded. */
  before?: (shown: { page: Page; server: Marketplace }) => Promise<unknown>;
  /** Runs before the screenshot is taken. */
  then?: (shown: { page: Page; server: Marketplace }) => Promise<void>;
  /** Also take a screenshot without scripts. */
  plain?: boolean;
  /** Spanish if absent. */
  locale?: string;
  /** Use the server on which all users must choose a new password first. */
  isFirstDay?: boolean;
  /** Take the screenshot of the print layout. */
  isPrinted?: boolean;
}

/** Returns an API client that is signed in. */
export async function signsIn({ url, password }: Marketplace, username: string, options: { userAgent?: string } = {}) {
  const program = await request.newContext({ baseURL: url, ...options });
  await program.post('/api/auth/login/', { data: { username, password } });
  return program;
}

/** Iñaki sends messages to Ana. */
export async function inakiWrites(server: Marketplace, ...messages: string[]): Promise<void> {
  const inaki = await signsIn(server, 'inaki');
  for (const content of messages) await inaki.post('/api/conversations/1/messages/', { data: { content } });
  await inaki.dispose();
}
