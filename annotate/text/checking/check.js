"use strict";
// Marks of sentences that were split or read wrongly: kept in this browser, saved as a CSV file.
const rows = JSON.parse(document.getElementById("rows").textContent);
const key = "annotate-marks-" + document.body.dataset.key;
const sections = [...document.querySelectorAll("section")];
const columns = ["sentence_id", "article_id", "paragraph", "position", "kind", "quoted", "speaker", "text"];
const turners = [...document.querySelectorAll("[data-turn]")];
let marks = load();
let page = 0;

// localStorage outlives the tab; but Chromium under load may show a reloaded page one from before the last writes, which
// the tab's own sessionStorage has. The later of the two counts.
function load() {
  try {
    const [tab, browser] = [sessionStorage, localStorage].map((storage) => JSON.parse(storage.getItem(key)) || { at: 0, marks: {} });
    return (tab.at >= browser.at ? tab : browser).marks;
  } catch {
    return {}; // a browser without storage, or a page that another program changed: marks last until it is closed
  }
}

function store() {
  const text = JSON.stringify({ at: Date.now(), marks });
  try {
    sessionStorage.setItem(key, text);
    localStorage.setItem(key, text);
  } catch {
    document.getElementById("count").title = "This browser keeps nothing; save before closing the page.";
  }
  tell();
}

function tell() {
  const count = Object.keys(marks).length;
  document.getElementById("count").textContent = count ? `${count} marked` : "nothing marked";
  document.getElementById("save").disabled = !count;
}

function show(item) {
  const mark = marks[item.dataset.number];
  const button = item.querySelector("button");
  item.classList.toggle("wrong", Boolean(mark));
  button.setAttribute("aria-pressed", String(Boolean(mark)));
  const shown = item.querySelector(".fix");
  if (!mark && shown) shown.remove();
  if (mark && !shown) {
    const fix = document.getElementById("fix").content.firstElementChild.cloneNode(true);
    const [select, input] = [fix.querySelector("select"), fix.querySelector("input")];
    select.value = mark.wrong;
    input.value = mark.right;
    const change = () => { marks[item.dataset.number] = { wrong: select.value, right: input.value }; store(); };
    select.addEventListener("change", change);
    input.addEventListener("input", change);
    item.append(fix);
  }
}

function toggle(item) {
  const number = item.dataset.number;
  if (marks[number]) delete marks[number]; else marks[number] = { wrong: guess(rows[number]), right: "" };
  show(item);
  store();
  item.scrollIntoView({ block: "nearest" });
}

function guess(row) {
  return row.kind !== "body" ? "kind of line" : row.speaker || row.quoted !== "none" ? "speaker" : "boundary";
}

function turn(to) {
  page = Math.max(0, Math.min(sections.length - 1, to));
  sections.forEach((section, number) => { section.hidden = number !== page; });
  document.getElementById("where").textContent = `Page ${page + 1} of ${sections.length}`;
  for (const button of turners) {
    const by = Number(button.dataset.turn);
    button.disabled = page + by < 0 || page + by >= sections.length;
  }
  history.replaceState(null, "", page ? `#page-${page + 1}` : location.pathname + location.search);
  window.scrollTo(0, 0);
}

function table() {
  const cell = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = Object.keys(rows).filter((number) => marks[number]).map((number) =>
    [...columns.map((name) => rows[number][name]), marks[number].wrong, marks[number].right].map(cell).join(","));
  return [[...columns, "wrong", "right"].join(","), ...lines, ""].join("\r\n");
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([table()], { type: "text/csv;charset=utf-8" }));
  link.download = "marks.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

function step(by) {
  const items = [...sections[page].querySelectorAll("li")];
  const at = items.indexOf(document.activeElement.closest("li"));
  const item = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.max(0, Math.min(items.length - 1, at + by))];
  focus(item);
}

function focus(item) {
  item?.querySelector("button").focus({ preventScroll: true });
  item?.scrollIntoView({ block: "nearest" });
}

function nextMark() {
  const at = document.activeElement.closest("li");
  const after = at ? Number(at.dataset.number) : Number(sections[page].querySelector("li")?.dataset.number ?? 0) - 1;
  const numbers = Object.keys(marks).map(Number).sort((a, b) => a - b);
  const next = numbers.find((number) => number > after) ?? numbers[0];
  const item = next === undefined ? null : document.querySelector(`li[data-number="${next}"]`);
  if (!item) return;
  const to = sections.indexOf(item.closest("section"));
  if (to !== page) turn(to);
  focus(item);
}

document.addEventListener("click", (event) => {
  const item = event.target.closest("li");
  if (item && event.target.tagName === "BUTTON") toggle(item);
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches(".fix *") && (event.key === "Escape" || (event.key === "Enter" && event.target.matches("input")))) {
    focus(event.target.closest("li"));
    event.preventDefault();
    return;
  }
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const item = document.activeElement.closest("li");
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "w" && item) toggle(item);
  else if (event.key === "m") nextMark();
  else if (event.key === "n") turn(page + 1);
  else if (event.key === "p") turn(page - 1);
  else return;
  event.preventDefault();
});
turners.forEach((button) => button.addEventListener("click", () => turn(page + Number(button.dataset.turn))));
document.getElementById("save").addEventListener("click", save);
window.addEventListener("storage", (event) => { // another tab of this page marked
  if (event.key !== key || !event.newValue) return;
  sessionStorage.setItem(key, event.newValue);
  marks = JSON.parse(event.newValue).marks;
  document.querySelectorAll("li").forEach((item) => {
    item.querySelector(".fix")?.remove();
    show(item);
  });
  tell();
});
document.querySelectorAll("li").forEach((item) => marks[item.dataset.number] && show(item));
turn(Number(location.hash.replace("#page-", "") || 1) - 1 || 0);
if (Object.keys(marks).length) store(); else tell();
