/** What was answered but not yet acknowledged, kept on this device by page token. */

const PREFIX = "study.draft.";

/**
 * @typedef {{answers: import("./types.js").Answers, sending: string | null}} Draft
 *   `sending`: the exact body of a submit that waits for its acknowledgement.
 */

/**
 * @param {string} pageToken
 * @returns {Draft | null}
 */
export function readDraft(pageToken) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + pageToken) ?? "null");
    return draft && typeof draft.answers === "object" ? draft : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} pageToken
 * @param {Draft} draft
 */
export function keepDraft(pageToken, draft) {
  try {
    localStorage.setItem(PREFIX + pageToken, JSON.stringify(draft));
  } catch {
    // Storage is blocked or full: the page itself still holds the answers.
  }
}

/**
 * Calls when another tab cleared the draft of this page: it was acknowledged there.
 *
 * @param {() => string | null} pageToken
 * @param {() => void} gone
 * @param {AbortSignal} ended
 */
export function watchDraft(pageToken, gone, ended) {
  addEventListener(
    "storage",
    ({ key, newValue }) => {
      if (newValue === null && key === PREFIX + pageToken()) gone();
    },
    { signal: ended },
  );
}

/** Clears the drafts of every page but one. @param {string | null} [but] */
export function clearDrafts(but = null) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && key !== PREFIX + but) localStorage.removeItem(key);
    }
  } catch {
    // Blocked storage holds no drafts.
  }
}
