import { test, expect, type Person } from './charla.ts';

/** Records the announcements of new messages from now on. Returns a function that returns them. */
async function recordsAnnouncements(person: Person): Promise<() => Promise<string[]>> {
  await person.page.evaluate(() => {
    const announced: string[] = [];
    (window as unknown as { announced: string[] }).announced = announced;
    const region = document.querySelector('[role=status][aria-label="Mensajes nuevos"]')!;
    const observer = new MutationObserver(() => region.textContent && announced.push(region.textContent));
    observer.observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => person.page.evaluate(() => (window as unknown as { announced: string[] }).announced);
}

test('new messages are announced together and once; older messages that are loaded are not', async ({ signIn }) => {
  test.slow();
  const ana = await signIn('ana', { viewport: { width: 1280, height: 500 } });
  const luis = await signIn('luis');
  for (let n = 0; n < 60; n += 1) await luis.api('POST', '/api/conversations/1/messages/', { content: `línea ${n}` });
  await ana.api('POST', '/api/conversations/1/mark-read/');
  await ana.goes('/conversations/1');
  await expect(ana.log).toHaveAttribute('aria-live', 'off');
  const announced = await recordsAnnouncements(ana);
  await expect(async () => {
    await ana.log.evaluate((log) => log.scrollTo(0, 1 - log.scrollHeight));
    await ana.log.evaluate((log) => log.scrollTo(0, -log.scrollHeight));
    await expect(ana.bubble('línea 0')).toBeAttached({ timeout: 1_000 });
  }).toPass();
  for (const content of ['uno', 'dos', 'tres']) await luis.api('POST', '/api/conversations/1/messages/', { content });
  await ana.writes('lo mío no se me lee');
  await expect.poll(async () => (await announced()).join('\n')).toBe('Luis Pérez: uno\nLuis Pérez: dos\nLuis Pérez: tres');
  await expect(ana.bubble('lo mío no se me lee').getByText('Enviado')).toBeAttached();
  // On a slow machine the three messages may need two announcements.
  expect((await announced()).length).toBeLessThanOrEqual(2);
});

test('the page has roles and names for screen readers', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.writes('Te espero abajo');
  await expect(ana.bubble('Te espero abajo').getByText('Enviado')).toBeAttached();
  await expect(ana.page.locator('body')).toMatchAriaSnapshot(`
    - link "Saltar al contenido"
    - banner:
      - link "Charla"
      - navigation:
        - link /Mensajes/
        - link "Personas"
    - region "Mensajes":
      - heading "Mensajes" [level=1]
      - search "Buscar personas y mensajes":
        - searchbox "Buscar personas y mensajes"
      - navigation "Filtrar":
        - link "Todas"
        - link "Sin leer"
        - link "Archivadas"
      - list:
        - listitem:
          - link /Luis Pérez Profesional .* Enviado/
  `);
  await expect(ana.page.getByRole('log')).toMatchAriaSnapshot(`
    - log:
      - list:
        - listitem:
          - paragraph: Te espero abajo
  `);
});
