// One listener for all declared shortcuts of the page.
let target = null, wanted = new Set();

export function listen(dotnet, keys) { target = dotnet; wanted = new Set(keys); document.documentElement.dataset.keys = keys.join(' '); }

const fields = 'input, select, textarea, [contenteditable=true]';
document.addEventListener('keydown', e => {
    if (!target || e.repeat || e.isComposing || !e.key) return;
    const key = e.key === ' ' ? 'space' : e.key.toLowerCase();
    const ctrl = e.ctrlKey || e.metaKey;
    const spelled = (ctrl ? 'ctrl+' : '') + (e.altKey ? 'alt+' : '') + (e.shiftKey && key.length > 1 ? 'shift+' : '') + key;
    if (!wanted.has(spelled)) return;
    const free = ctrl || e.altKey || /^f\d+$/.test(key);
    if (!free && (e.target.closest?.(fields) || document.querySelector('.palette, .rz-dialog, details.menu[open]'))) return;
    // Enter on a link or button is that link's or button's own.
    if (!free && key === 'enter' && e.target.closest?.('a, button, summary')) return;
    e.preventDefault();
    e.stopPropagation();
    // what was typed in the field must reach the circuit before the act
    if (free && document.activeElement?.matches(fields)) {
        const field = document.activeElement;
        field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    target.invokeMethodAsync('PressedAsync', spelled);
}, true);
