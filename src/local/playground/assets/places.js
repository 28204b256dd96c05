// @ts-check
/** Puts menus where they are looked for. */

/**
 * Under its opener, or above when there is no room; never outside the window.
 * @param {HTMLElement} menu in the top layer
 * @param {Element} opener
 */
export function placeBelow(menu, opener) {
  const around = opener.getBoundingClientRect();
  menu.style.minWidth = `${Math.min(around.width, window.innerWidth - 16)}px`;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = around.bottom + 4;
  const top =
    below + height > window.innerHeight - 8 && around.top > height ? around.top - height - 4 : below;
  const fromRight = around.left + width > window.innerWidth - 8;
  const left = fromRight ? Math.max(8, Math.min(around.right, window.innerWidth - 8) - width) : around.left;
  menu.style.top = `${Math.max(8, Math.min(top, window.innerHeight - height - 8))}px`;
  menu.style.left = `${left}px`;
}

/** The opener of each menu that the browser opens by itself. */
export function placeMenusOnOpen() {
  document.addEventListener(
    'toggle',
    (event) => {
      const menu = event.target;
      if (!(menu instanceof HTMLElement) || !menu.matches('.menu:popover-open')) return;
      const opener = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
      if (opener === null) return;
      placeBelow(menu, opener);
      const first = menu.querySelector('[role=menuitem]:not([aria-disabled])');
      if (first instanceof HTMLElement && opener === document.activeElement)
        first.focus({ preventScroll: true });
    },
    true,
  );
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const menu = event.target instanceof Element ? event.target.closest('[role=menu]') : null;
    if (menu === null) return;
    event.preventDefault();
    const items = /** @type {HTMLElement[]} */ ([
      ...menu.querySelectorAll('[role=menuitem]:not([aria-disabled])'),
    ]);
    const at = document.activeElement instanceof HTMLElement ? items.indexOf(document.activeElement) : -1;
    items[(at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length]?.focus();
  });
}
