import { expect, type Person } from './charla.ts';
import type { Locator, Route } from '@playwright/test';

/** Returns the stored messages of a conversation, oldest first. */
export async function storedMessages(person: Person, conversation = 1): Promise<string[]> {
  const page = await (await person.api('GET', `/api/conversations/${conversation}/messages/`)).json();
  return page.results.map((message: { content: string }) => message.content).reverse();
}

/** Aborts all sends of all tabs from now on; `back` ends this. */
export async function unreachable(person: Person): Promise<{ back: () => Promise<void> }> {
  await person.context.route('**/fn/send', (route) => route.abort());
  return { back: () => person.context.unroute('**/fn/send') };
}

export function refuse(route: Route, status: number, error: object): Promise<void> {
  return route.fulfill({ status, contentType: 'application/json', body: JSON.stringify({ Refused: error }) });
}

export function retry(person: Person, text: string): Locator {
  return person.bubble(text).getByRole('button', { name: 'Reintentar' });
}

export async function isSentOnce(person: Person, text: string): Promise<void> {
  await expect(person.bubble(text).getByText(/^(Enviado|Leído)$/)).toBeAttached();
  await expect(person.bubble(text)).toHaveCount(1);
}
