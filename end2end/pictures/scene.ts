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
  /** What is done before the picture is taken. */
  then?: (shown: { page: Page; server: Marketplace }) => Promise<void>;
  /** It shows the same without scripts, or something of its own. */
  plain?: boolean;
  /** Spanish where absent. */
  locale?: string;
  /** Where everybody has to choose a password of their own first. */
  isFirstDay?: boolean;
  /** Where pages are kept for those without a network. */
  hasWorker?: boolean;
  /** As it is on paper. */
  isPrinted?: boolean;
}

/** A program of somebody's own, signed in. */
export async function signsIn({ url, password }: Marketplace, username: string, options: { userAgent?: string } = {}) {
  const program = await request.newContext({ baseURL: url, ...options });
  await program.post('/api/auth/login/', { data: { username, password } });
  return program;
}

/** To Ana, whose customer id is 1001. */
export async function luisWrites(server: Marketplace, ...messages: string[]): Promise<void> {
  const luis = await signsIn(server, 'luis');
  const conversation = await (await luis.post('/api/conversations/', { data: { participant_id: 1001 } })).json();
  for (const content of messages) await luis.post(`/api/conversations/${conversation.id}/messages/`, { data: { content } });
  await luis.dispose();
}
