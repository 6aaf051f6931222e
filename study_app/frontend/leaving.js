/** Back button and closing tab: nobody leaves by accident. */

/**
 * Asks before the tab closes, but only while answers are unsaved.
 *
 * @param {AbortSignal} ended
 * @returns {(unsaved: boolean) => void}
 */
export function guardAgainstLoss(ended) {
  /** @param {BeforeUnloadEvent} event */
  const ask = (event) => event.preventDefault();
  /** @param {boolean} unsaved */
  const set = (unsaved) => {
    if (unsaved && !ended.aborted) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  };
  ended.addEventListener("abort", () => set(false));
  return set;
}

/**
 * Keeps one history entry of our own in front, so that Back stays on the page. Both entries carry a fragment:
 * Streamlit takes a `popstate` without one for a change of its page and runs its script again.
 *
 * @param {() => boolean} holds Whether the page still wants to be stayed on.
 * @param {() => void} stayed
 * @param {AbortSignal} ended
 */
export function stayOnPage(holds, stayed, ended) {
  const address = `${location.pathname}${location.search}#page`;
  const inFront = { studyPage: true };
  if (!history.state?.studyPage) {
    history.replaceState(history.state, "", address);
    history.pushState(inFront, "", address);
  }
  addEventListener(
    "popstate",
    (event) => {
      if (event.state?.studyPage) return;
      if (holds()) {
        history.pushState(inFront, "", address);
        stayed();
      } else {
        history.back();
      }
    },
    { signal: ended },
  );
}
