(({ reloading, plain }) => {
  const root = document.documentElement;
  const { reader = '' } = root.dataset;
  const { body } = document;
  const FAILED = 'charla-failed';
  const WORDS = 'charla-words';
  const HANDLED = ['click', 'submit', 'input', 'change', 'copy', 'keydown', 'pointerdown', 'focusout', 'scroll', 'popstate'];

  const stored = (key, value) => {
    try {
      if (value === null) sessionStorage.removeItem(key);
      else if (value) sessionStorage.setItem(key, value);
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  };

  // Keeps the text of the composer for a reload, and for a form whose submission may fail.
  const field = document.querySelector('.composer textarea');
  const keepText = (isSent) => {
    const words = field?.isConnected && field.value.trim();
    if (words) stored(WORDS, JSON.stringify({ reader, form: field.form.action, words, isSent }));
  };
  const kept = JSON.parse(stored(WORDS));
  if (field) stored(WORDS, null);
  if (kept && kept.reader === reader && kept.form === field?.form.action) {
    const { words, isSent } = kept;
    const isShown = (text) => text.textContent.trim() === words;
    if (isSent && [...document.querySelectorAll('.is-own .bubble-text')].some(isShown)) {
      const isDraft = (key) => key.startsWith(`words/${reader}/`) && localStorage[key].trim() === words;
      Object.keys(localStorage).filter(isDraft).forEach((key) => localStorage.removeItem(key));
    } else if (!field.value) field.value = words;
  }

  const isLive = () => 'hydrated' in root.dataset;
  let isSent = false;
  const submitted = ({ target }) => {
    if (isLive() || target.method !== 'post') return;
    isSent = true;
    if (target === field?.form) keepText(true);
  };
  addEventListener('submit', submitted, true);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && isSent && !isLive()) location.reload();
  });

  const changes = [];
  const observer = new MutationObserver((more) => changes.push(...more));
  observer.observe(body, { childList: true, subtree: true });

  const restore = () => {
    changes.push(...observer.takeRecords());
    observer.disconnect();
    const foreign = [];
    for (const { target, addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeType === 1 && node.localName !== 'font' && node.isConnected) foreign.push([target, node]);
      }
    }
    for (const { target, addedNodes, removedNodes, nextSibling } of changes.splice(0).reverse()) {
      for (const node of addedNodes) node.remove();
      for (const node of removedNodes) target.insertBefore(node, nextSibling);
    }
    for (const node of [...body.querySelectorAll('*')].filter(({ localName }) => localName.includes('-'))) {
      foreign.push([node.parentNode, node]);
      node.remove();
    }
    const first = body.querySelector(':scope > .notes, :scope > .skip-link');
    while (first && body.firstElementChild !== first) body.append(body.firstElementChild);
    for (const [parent, node] of foreign) if (!node.isConnected) parent.append(node);
  };

  let isPlain = false;
  const fail = () => {
    if (isPlain) return;
    isPlain = true;
    keepText();
    delete root.dataset.hydrated;
    root.dataset.plain = '';
    const isLast = stored(FAILED) !== null || stored(FAILED, '1') === null;
    const timer = isLast || setTimeout(() => (keepText(), location.reload()), 1500);
    for (const type of HANDLED) {
      const bypass = (event) => {
        event.stopImmediatePropagation();
        if (type === 'submit') clearTimeout(timer);
        if (type === 'popstate') location.reload();
      };
      addEventListener(type, bypass, true);
    }
    const note = document.createElement('p');
    note.className = 'plain-note';
    note.setAttribute('role', 'alert');
    note.textContent = isLast ? plain : reloading;
    body.prepend(note);
  };

  window.charla = {
    takesOver() {
      if (isSent) return false;
      restore();
      setTimeout(() => isPlain || stored(FAILED, null), 60_000);
      return true;
    },
    fail,
  };
})(document.currentScript.dataset);
