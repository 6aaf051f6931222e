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
 * Keeps one history entry of our own in front, so that Back stays on the page. Streamlit would take a
 * `popstate` for a change of its own page, so it does not get to see ours.
 *
 * @param {() => boolean} holds Whether the page still wants to be stayed on.
 * @param {() => void} stayed
 * @param {AbortSignal} ended
 */
export function stayOnPage(holds, stayed, ended) {
  const here = { studyPage: true };
  if (!history.state?.studyPage) history.pushState(here, "");
  addEventListener(
    "popstate",
    (event) => {
      event.stopImmediatePropagation();
      if (event.state?.studyPage) return;
      if (holds()) {
        history.pushState(here, "");
        stayed();
      } else {
        history.back();
      }
    },
    { signal: ended, capture: true },
  );
}
