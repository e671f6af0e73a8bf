// Starts the circuit and does what must work without the server: theme, menus, calendar, stale mark, reload after a restart.
const modal = document.getElementById('components-reconnect-modal');
const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hour12: false });

function staleSince(since) {
    document.documentElement.classList.toggle('stale', !!since);
    for (const mark of document.querySelectorAll('[data-live-mark]')) {
        mark.classList.toggle('cut', !!since);
        const words = mark.querySelector('span');
        mark.dataset.was ??= words.textContent;
        words.textContent = since ? modal.dataset.stale.replace('{0}', since) : mark.dataset.was;
        if (!since) delete mark.dataset.was;
    }
    const stale = since ? modal.dataset.stale.replace('{0}', since) : '';
    for (const place of modal.querySelectorAll('[data-since]')) place.textContent = stale;
}

let cutAt = null, retry = null;
async function reconnect() {
    try {
        // false: the server answers but no longer knows this circuit
        if (await Blazor.reconnect() === false) location.reload();
    } catch { /* still away; the timer tries again */ }
}
new MutationObserver(() => {
    const is = state => modal.classList.contains('components-reconnect-' + state);
    if (is('rejected')) { location.reload(); return; }
    if (is('show') || is('failed')) { cutAt ??= clock(); staleSince(cutAt); }
    else { cutAt = null; staleSince(null); }
    if (is('failed')) retry ??= setInterval(reconnect, 5000);
    else if (retry) { clearInterval(retry); retry = null; }
}).observe(modal, { attributes: true, attributeFilter: ['class'] });
modal.querySelector('[data-reconnect]')?.addEventListener('click', reconnect);
document.addEventListener('visibilitychange', () => { if (!document.hidden && modal.classList.contains('components-reconnect-failed')) reconnect(); });

function theme(choice) {
    const root = document.documentElement;
    if (choice) root.dataset.theme = choice; else delete root.dataset.theme;
    document.cookie = `erp.theme=${choice}; path=/; SameSite=Lax; max-age=${choice ? 34560000 : 0}${location.protocol === 'https:' ? '; Secure' : ''}`;
    markTheme();
}
function markTheme() {
    for (const b of document.querySelectorAll('[data-theme-choice]')) b.setAttribute('aria-checked', String((document.documentElement.dataset.theme ?? '') === b.dataset.themeChoice));
}

document.addEventListener('click', e => {
    const choice = e.target.closest('[data-theme-choice]');
    if (choice) theme(choice.dataset.themeChoice);
    const pick = e.target.closest('[data-pick]');
    if (pick) pick.parentElement.querySelector('input[type=date]')?.showPicker?.();
    const whole = e.target.closest('a[data-whole]');
    if (whole) { e.preventDefault(); e.stopPropagation(); location.assign(whole.href); }
    for (const menu of document.querySelectorAll('details.menu[open]'))
        if (!menu.contains(e.target) || e.target.closest('.menulist a, .menulist button')) menu.open = false;
}, true);
document.addEventListener('toggle', e => { if (e.target.matches?.('details.menu')) markTheme(); }, true);

document.addEventListener('keydown', e => {
    const menu = e.target.closest?.('details.menu[open]');
    if (menu && e.key === 'Escape') { menu.open = false; menu.querySelector('summary').focus(); }
    if (menu && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
        const items = [...menu.querySelectorAll('.menulist a, .menulist button')];
        const at = items.indexOf(document.activeElement) + (e.key === 'ArrowDown' ? 1 : -1);
        items.at(at % items.length)?.focus();
        e.preventDefault();
    }
    // A control names the keys whose own effect (scrolling, moving the caret) it replaces; the event itself goes on to the circuit.
    const hold = e.target.closest?.('[data-hold]');
    const own = hold && (hold === e.target || !e.target.closest('input, select, textarea, button, a'));
    if (own && !e.ctrlKey && !e.altKey && hold.dataset.hold.split(' ').includes(e.key)) e.preventDefault();
    if (e.key === '/' && !e.target.closest?.('input, select, textarea, [contenteditable]')) {
        const box = document.querySelector('[data-gridsearch]');
        if (box) { box.focus(); e.preventDefault(); }
    }
}, true);
// In a table of entry Enter goes on to the next field and arrows to the same field of the row above or below, without asking the server.
document.addEventListener('keydown', e => {
    const entry = e.target.closest?.('[data-enter]');
    if (!entry || e.altKey || e.shiftKey || e.target.getAttribute('role') === 'combobox' || !e.target.matches('input, select')) return;
    if (e.ctrlKey && e.key === 'Delete') { e.target.closest('tr')?.querySelector('[data-remove]')?.click(); e.preventDefault(); return; }
    if (e.ctrlKey || !['Enter', 'ArrowUp', 'ArrowDown'].includes(e.key)) return;
    const fields = [...entry.querySelectorAll('input:not(:disabled):not(.native)')];
    let next = fields[fields.indexOf(e.target) + 1];
    if (e.key !== 'Enter') {
        if (e.target.matches('select')) return;
        const row = e.target.closest('tr'), to = e.key === 'ArrowUp' ? row?.previousElementSibling : row?.nextElementSibling;
        const cell = e.target.closest('td')?.cellIndex;
        next = to?.cells[cell]?.querySelector('input:not(:disabled)') ?? to?.querySelector('input:not(:disabled)');
    }
    if (next) { next.focus(); e.preventDefault(); }
});
document.addEventListener('focusin', e => {
    if (e.target.matches?.('input[data-select]')) e.target.select();
    // The router focuses the heading of a page it opened; where a field of that page asked for the focus, the field keeps it.
    if (e.target.matches?.('h1[tabindex]')) {
        const field = document.querySelector('main [data-autofocus]:not(:disabled)');
        if (field && !field.value) field.focus();
    }
});

// Fields that ask for the focus get it when they appear, also those drawn later by the circuit.
new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes) {
        if (node.nodeType !== 1) continue;
        const field = node.matches('[data-autofocus]') ? node : node.querySelector?.('[data-autofocus]');
        if (field) { field.focus(); return; }
    }
}).observe(document.body, { childList: true, subtree: true });

window.erp = {
    recall(name) { try { return JSON.parse(localStorage.getItem(name)) ?? []; } catch { return []; } },
    remember(name, hit, most) {
        try { localStorage.setItem(name, JSON.stringify([hit, ...erp.recall(name).filter(h => h.href !== hit.href)].slice(0, most))); } catch { /* private window */ }
    },
};

// The first tries come quickly (a lost Wi-Fi), then every three seconds; there is no last one.
Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 1000000, retryIntervalMilliseconds: n => n < 10 ? 500 : 3000 } } });
