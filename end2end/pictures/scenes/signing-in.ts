// Scenes of login, registration and the choice of a new password.

import { type Scene } from '../scene.ts';

export const scenes: Scene[] = [
  { name: 'sign-in', path: '/login', plain: true },
  {
    name: 'sign-in-refused',
    path: '/login',
    then: async ({ page }) => {
      await page.getByLabel('Usuario').fill('ana');
      await page.getByLabel('Contraseña').fill('equivocada');
      await page.getByRole('button', { name: 'Iniciar sesión' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'register', path: '/register', plain: true },
  {
    name: 'register-refused',
    path: '/register',
    then: async ({ page }) => {
      await page.getByText('Cliente').click();
      for (const field of ['Nombre', 'Apellidos', 'Contraseña']) await page.getByLabel(field, { exact: true }).fill('x');
      await page.getByLabel('Usuario').fill('con espacios');
      await page.getByRole('button', { name: 'Crear cuenta' }).click();
      await page.getByText('De 8 a 200 caracteres').waitFor();
    },
  },
  {
    name: 'sign-in-after-the-end',
    path: '/login?next=%2Fconversations%2F1&ended',
    plain: true,
  },
  { name: 'sign-in-english', path: '/login', locale: 'en-GB' },
  { name: 'new-password', who: 'ana', path: '/new-password', isFirstDay: true, plain: true },
  {
    name: 'new-password-refused',
    who: 'ana',
    path: '/new-password',
    isFirstDay: true,
    then: async ({ page }) => {
      await page.getByLabel('Contraseña nueva').fill('iloveyou');
      await page.getByRole('button', { name: 'Guardar' }).click();
      await page.getByText('Es de las más usadas').waitFor();
    },
  },
];
