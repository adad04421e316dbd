// What is shown in a picture, and the small marketplaces that pictures are taken of.

import { request, type Page } from '@playwright/test';
import type { Server } from '../tests/server.ts';

/** A server, and the one password of everybody there. */
export interface Marketplace extends Pick<Server, 'url'> {
  password: string;
}

export interface Scene {
  name: string;
  /** Nobody where absent. */
  who?: string;
  path: string;
  /** What is done before the page is loaded. */
  before?: (shown: { page: Page; server: Marketplace }) => Promise<unknown>;
  /** What is done before the picture is taken. */
  then?: (shown: { page: Page; server: Marketplace }) => Promise<void>;
  /** It shows the same without scripts, or something of its own. */
  plain?: boolean;
  /** Spanish where absent. */
  locale?: string;
  /** Where everybody has to choose a password of their own first. */
  isFirstDay?: boolean;
  /** As it is on paper. */
  isPrinted?: boolean;
}

/** A program of somebody's own, signed in. */
export async function signsIn({ url, password }: Marketplace, username: string, options: { userAgent?: string } = {}) {
  const program = await request.newContext({ baseURL: url, ...options });
  await program.post('/api/auth/login/', { data: { username, password } });
  return program;
}

/** To Ana. */
export async function inakiWrites(server: Marketplace, ...messages: string[]): Promise<void> {
  const inaki = await signsIn(server, 'inaki');
  for (const content of messages) await inaki.post('/api/conversations/1/messages/', { data: { content } });
  await inaki.dispose();
}
