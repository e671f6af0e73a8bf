// Copies the field beside the button. In the browser's own click, because a clipboard is only open to a person's act.
document.addEventListener('click', async e => {
    const button = e.target.closest?.('[data-copy]');
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    if (!field) return;
    try {
        await navigator.clipboard.writeText(field.value);
    } catch {
        // No clipboard without https: what is selected can still be copied the old way.
        field.select();
        if (!document.execCommand('copy')) return;
    }
    const text = button.textContent;
    if (button.dataset.done === text) return;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = text; }, 1500);
});
