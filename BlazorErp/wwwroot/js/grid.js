// Infinite scrolling and the selected row in view; everything else of the list is the circuit's.
const watched = new WeakMap();

export function watch(frame, dotnet) {
    if (!frame?.isConnected) return;
    let state = watched.get(frame);
    if (!state) {
        state = { end: null, selected: null };
        state.observer = new IntersectionObserver(entries => {
            if (entries.some(e => e.isIntersecting)) dotnet.invokeMethodAsync('LoadMoreAsync').catch(() => { });
        }, { rootMargin: '600px' });
        watched.set(frame, state);
    }
    // observing anew also fires when the end is still in view after a window was added
    const end = frame.querySelector('.gridmore');
    state.observer.disconnect();
    if (end) state.observer.observe(end);
    const selected = frame.querySelector('tr.sel');
    if (selected && selected !== state.selected && frame.contains(document.activeElement)) {
        const box = selected.getBoundingClientRect();
        if (box.top < 90) window.scrollBy(0, box.top - 90);
        else if (box.bottom > innerHeight - 8) window.scrollBy(0, box.bottom - innerHeight + 8);
    }
    state.selected = selected;
}
