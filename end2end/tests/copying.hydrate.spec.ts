import { test, expect, type Person } from './charla.ts';

/** Selects from the beginning of one message to the end of another. */
async function selects(person: Person, from: string, to: string): Promise<void> {
  await person.page.evaluate(
    ([from, to]) => {
      const texts = [...document.querySelectorAll('.bubble-text')];
      const find = (text: string) => texts.find((element) => element.textContent === text)!.firstChild!;
      getSelection()!.setBaseAndExtent(find(from!), 0, find(to!), to!.length);
    },
    [from, to],
  );
}

/** Copies the selection; returns the text of the clipboard. */
async function copies(person: Person): Promise<string> {
  await person.page.evaluate(() => {
    document.addEventListener(
      'copy',
      (event) => {
        const own = event.clipboardData!.getData('text/plain');
        (window as unknown as { copied: string }).copied = own || getSelection()!.toString();
      },
      { once: true },
    );
  });
  await person.page.keyboard.press('Control+c');
  return person.page.evaluate(() => (window as unknown as { copied: string }).copied);
}

test('several copied messages have the sender and the time of each', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await selects(ana, 'Sí, a las 10.', '¿Dirección?');
  expect(await copies(ana)).toBe(
    [
      '[02/01/2025, 10:01] Luis Pérez: Sí, a las 10.',
      '[02/01/2025, 10:02] Ana García: Perfecto 👍',
      '[02/01/2025, 10:03] Luis Pérez: ¿Dirección?',
    ].join('\n'),
  );
});

test('a single copied message has only its text', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await selects(ana, 'Llego en 5 minutos', 'Llego en 5 minutos');
  expect(await copies(ana)).toBe('Llego en 5 minutos');
});

test('hidden text and controls are not part of a selection', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.log.evaluate((log) => getSelection()!.selectAllChildren(log));
  const selected = await ana.page.evaluate(() => getSelection()!.toString());
  for (const hidden of ['Leído', 'Enviado', 'Opciones', 'Mensajes nuevos']) {
    expect(selected).not.toContain(hidden);
  }
  expect(selected).toContain('Sí, a las 10.');
});
