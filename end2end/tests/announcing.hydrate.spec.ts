import { test, expect, type Person } from './charla.ts';

/** What a screen reader was told of its own accord, from now on. */
async function hears(person: Person): Promise<() => Promise<string[]>> {
  await person.page.evaluate(() => {
    const told: string[] = [];
    (window as unknown as { told: string[] }).told = told;
    const region = document.querySelector('[role=status][aria-label="Mensajes nuevos"]')!;
    const observer = new MutationObserver(() => region.textContent && told.push(region.textContent));
    observer.observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => person.page.evaluate(() => (window as unknown as { told: string[] }).told);
}

test('messages that come in are told, together and once; what is fetched from before is not', async ({ signIn }) => {
  test.slow();
  const ana = await signIn('ana', { viewport: { width: 1280, height: 500 } });
  const luis = await signIn('luis');
  for (let n = 0; n < 60; n += 1) await luis.api('POST', '/api/conversations/1/messages/', { content: `línea ${n}` });
  await ana.api('POST', '/api/conversations/1/mark-read/');
  await ana.goes('/conversations/1');
  await expect(ana.log).toHaveAttribute('aria-live', 'off');
  const told = await hears(ana);
  await expect(async () => {
    await ana.log.evaluate((log) => log.scrollTo(0, 1 - log.scrollHeight));
    await ana.log.evaluate((log) => log.scrollTo(0, -log.scrollHeight));
    await expect(ana.bubble('línea 0')).toBeAttached({ timeout: 1_000 });
  }).toPass();
  for (const content of ['uno', 'dos', 'tres']) await luis.api('POST', '/api/conversations/1/messages/', { content });
  await ana.writes('lo mío no se me lee');
  await expect.poll(async () => (await told()).join('\n')).toBe('Luis Pérez: uno\nLuis Pérez: dos\nLuis Pérez: tres');
  await expect(ana.bubble('lo mío no se me lee').getByText('Enviado')).toBeAttached();
  // A machine that is slow may take two turns for the three; never one for each word or letter.
  expect((await told()).length).toBeLessThanOrEqual(2);
});

test('what a screen reader finds has roles and names', async ({ signIn }) => {
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
