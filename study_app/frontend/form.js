/** The items of one page: their answers, which of them are shown, and what is still missing. */

import { element } from "./dom.js";
import { choiceField } from "./items/choice.js";
import { entryField } from "./items/entry.js";
import { lineField } from "./items/line.js";
import { rankingField } from "./items/ranking.js";

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").ItemView} ItemView */
/** @typedef {import("./types.js").Answers} Answers */

/** Items that are not answered by choosing. @type {Record<string, typeof choiceField>} */
const FIELDS = { number: entryField, text: entryField, ranking: rankingField, visual_analogue: lineField };

export class Form {
  /** @type {{item: ItemView, field: Field}[]} */
  #rows = [];
  #context;
  #changed;

  /**
   * @param {import("./types.js").Context} context
   * @param {() => void} changed Told of every change by the participant.
   */
  constructor(context, changed) {
    this.#context = context;
    this.#changed = changed;
  }

  /**
   * @param {import("./types.js").ItemsBlock} block
   * @returns {HTMLElement}
   */
  draw(block) {
    const rows = block.items.map((item) => ({ item, field: this.#field(item) }));
    this.#rows.push(...rows);
    return element(
      "section", { class: "items" },
      block.heading && element("h2", {}, block.heading),
      block.lead && element("p", { class: "lead" }, block.lead),
      ...rows.map((row) => row.field.root),
    );
  }

  /** Shows each item whose condition holds, and numbers them. Call once after the last block. */
  arrange() {
    for (const { item, field } of this.#rows) {
      if (!item.show_if) continue;
      const [other, values] = item.show_if;
      const row = this.#rows.find((candidate) => candidate.item.id === other && !candidate.field.root.hidden);
      const answer = row?.field.value() ?? null;
      const given = Array.isArray(answer) ? answer : [answer];
      field.root.hidden = !values.some((value) => given.some((one) => one !== null && String(one) === String(value)));
    }
    const shown = this.#shown();
    for (const [index, { field }] of shown.entries()) {
      const prompt = field.root.querySelector("legend");
      if (prompt && shown.length > 1) prompt.dataset.number = String(index + 1);
    }
  }

  /** @returns {Answers} Answers of the items that are shown. */
  answers() {
    /** @type {Answers} */
    const answers = {};
    for (const { item, field } of this.#shown()) {
      const value = field.value();
      if (value !== null) answers[item.id] = value;
    }
    return answers;
  }

  /** @param {Answers} answers */
  restore(answers) {
    for (const { item, field } of this.#rows) {
      if (answers[item.id] !== undefined) field.restore(answers[item.id]);
      this.arrange();
    }
  }

  get count() {
    const shown = this.#shown();
    const done = shown.filter(({ field }) => field.value() !== null && field.problem() === null);
    return { done: done.length, all: shown.length };
  }

  /** @returns {Record<string, string>} What keeps each shown item from being sent. */
  problems() {
    /** @type {Record<string, string>} */
    const problems = {};
    for (const { item, field } of this.#shown()) {
      const problem = field.problem();
      if (problem) problems[item.id] = problem;
    }
    return problems;
  }

  /**
   * Writes a message at each item that has one.
   *
   * @param {Record<string, string>} problems
   * @returns {{item: ItemView, field: Field, message: string}[]} In the order of the page.
   */
  mark(problems) {
    for (const { item, field } of this.#rows) field.mark(problems[item.id] ?? null);
    return this.#shown()
      .filter(({ item }) => problems[item.id])
      .map(({ item, field }) => ({ item, field, message: problems[item.id] }));
  }

  #shown() {
    return this.#rows.filter(({ field }) => !field.root.hidden);
  }

  /** @param {ItemView} item */
  #field(item) {
    const { measurement } = this.#context;
    const settle = () => {
      this.arrange();
      if (field.root.classList.contains("invalid") && field.problem() === null) field.mark(null);
      this.#changed();
    };
    const draw = FIELDS[item.type] ?? choiceField;
    const field = draw(item, this.#context, (underway) => {
      const own = item.type === "number" || item.type === "text";
      if (underway) measurement.answering(item.id);
      else measurement.answered(item.id, own ? null : String(field.value() ?? ""));
      settle();
    });
    return field;
  }
}
