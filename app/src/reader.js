(() => {
  const root = document.documentElement;
  const own = root.dataset.reader ?? '';
  const signedIn = () => /(?:^|; )charla-reader=(\d+)/.exec(document.cookie)?.[1] ?? '';
  const fields = () => [...document.querySelectorAll('textarea, input:not([type=hidden])')];
  let isLeaving = false;
  let isNavigating = false;

  /** Returns whether the tab left a page less than two seconds ago: this prevents endless redirects. */
  function isRepeated() {
    try {
      const last = Number(sessionStorage.getItem('left-at'));
      if (performance.now() < 2_000 && Date.now() - last < 2_000) {
        setTimeout(check, 2_000);
        return true;
      }
      sessionStorage.setItem('left-at', String(Date.now()));
    } catch {}
    return false;
  }

  function keepText() {
    const field = document.querySelector('#composer textarea');
    const path = field && new URL(field.form.action).pathname;
    const [, id, edited] = /^\/conversations\/(\d+)(?:\/messages\/(\d+)\/edit)?$/.exec(path ?? '') ?? [];
    if (!id || root.hasAttribute('data-hydrated') || field.value === field.defaultValue) return;
    try {
      localStorage.setItem(`words/${own}/${id}${edited ? `/${edited}` : ''}`, field.value);
    } catch {}
  }

  /**
   * Returns whether the tab changes to another account, `now`. If so, leaves a note for the next page
   * (another_account.rs). A tab that was signed out remembers its last account.
   */
  function changesAccount(now) {
    try {
      const before = own || sessionStorage.getItem('left-by');
      if (own) sessionStorage.setItem('left-by', own);
      if (!before || !now || before === now) return false;
      sessionStorage.setItem('another-account', now);
      return true;
    } catch {
      return false;
    }
  }

  function leave(now) {
    isLeaving = true;
    root.hidden = true;
    keepText();
    navigator.serviceWorker?.controller?.postMessage('forget');
    changesAccount(now);
    const here = encodeURIComponent(location.pathname + location.search);
    location.replace(now ? '/' : `/login?next=${here}&ended`);
  }

  function check() {
    const now = signedIn();
    if (!isLeaving) root.hidden = own !== '' && now !== own;
    if (isLeaving || isNavigating || now === own || (!own && fields().some((field) => field.value || field.form?.content)) || isRepeated()) return;
    if (own) leave(now);
    else if (changesAccount(now)) location.replace('/');
    else location.reload();
  }

  for (const name of ['storage', 'focus', 'online', 'charla-reader']) addEventListener(name, check);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) isLeaving = isNavigating = false;
    check();
  });
  // The user is leaving the page, unless the link is a download: then the checks resume after a while.
  addEventListener('beforeunload', () => {
    isNavigating = true;
    setTimeout(() => {
      isNavigating = false;
      check();
    }, 5_000);
  });
  for (const name of ['visibilitychange', 'resume']) document.addEventListener(name, check);
  window.cookieStore?.addEventListener('change', check);
  navigator.serviceWorker?.addEventListener('message', (event) => {
    check();
    const isWriting = fields().some((field) => field.value !== field.defaultValue);
    if (event.data === 'answered' && !isLeaving && !isWriting) location.reload();
    const path = /^open (\/conversations\/\d+)$/.exec(event.data)?.[1];
    if (path && !root.hasAttribute('data-hydrated')) location.assign(path);
  });
  check();
  try {
    localStorage.setItem('reader', signedIn());
  } catch {}
})();
