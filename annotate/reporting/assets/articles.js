// Articles are drawn when asked for: fifty thousand sentences would be too many elements to keep on one page.
const { labels, colours, articles, tables } = JSON.parse(document.getElementById("data").textContent);
const PAGE = 25;
const list = document.getElementById("list"), more = document.getElementById("more"), found = document.getElementById("found");
const form = document.getElementById("find");
let shown = 0, matching = articles;

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties || {});
  element.append(...children);
  return element;
};
const MONTHS = "January February March April May June July August September October November December".split(" ");
const day = (date) => {
  const [, year, month, number] = /^(\d{4})-(\d\d)-(\d\d)/.exec(date || "") || [];
  return year ? `${+number} ${MONTHS[month - 1]} ${year}` : date || "";
};
const percent = (p) => (100 * p).toFixed(0) + " %";

function option(select, value, text) { select.append(make("option", { value, textContent: text || value })); }
for (const outlet of [...new Set(articles.map((a) => a.outlet).filter(Boolean))].sort()) option(form.outlet, outlet);
labels.forEach((label, i) => option(form.label, String(i), label));

function sentence(s, words, first) {
  const [text, label, probabilities, speaker, , target] = s;
  const span = make("span", { className: `l-${label}`, tabIndex: first ? 0 : -1, textContent: text });
  const known = probabilities[label] !== null, each = labels.map((name, i) => [name, probabilities[i]]).filter(([, p]) => p !== null);
  span.dataset.tip = (target ? `toward ${target}\n` : "") + (known ? "" : `${labels[label]}\n`) + each.map(([name, p]) => `${name} ${percent(p)}`).join("\n") + (speaker ? `\nspeaker: ${speaker}` : "");
  span.append(make("span", { className: "unseen", textContent: ` (${target ? `toward ${target}: ` : ""}${labels[label]}${known ? `, ${percent(probabilities[label])}` : ""})` }));
  span.style.setProperty("--deep", Math.round(known ? 45 * probabilities[label] ** 2 : 20) + "%");
  if (words && text.toLowerCase().includes(words)) span.classList.add("hit");
  return span;
}

function paragraphs(article, words) {
  const box = make("div", { className: "text" });
  let paragraph = null, last = null;
  for (const s of article.sentences) {
    if (s[4] !== last || !paragraph) { paragraph = make("p"); box.append(paragraph); last = s[4]; }
    paragraph.append(sentence(s, words, s === article.sentences[0]), " ");
  }
  return box;
}

function strip(article) {
  const bar = make("div", { className: "strip", ariaHidden: "true" });
  const counts = labels.map(() => 0);
  for (const s of article.sentences) counts[s[1]]++;
  counts.forEach((n, i) => { if (n) { const part = make("i", { className: `l-${i}` }); part.style.flex = n; bar.append(part); } });
  return bar;
}

function entry(article, words) {
  const when = [article.outlet, day(article.published), article.sentences.length + (article.sentences[0].length > 5 ? "\u00a0pairs of a sentence and a target" : "\u00a0sentences")].filter(Boolean).join(" · ");
  const details = make("details", {}, make("summary", {}, article.title || "Untitled", make("span", { className: "when", textContent: when })), strip(article));
  details.addEventListener("toggle", () => {
    if (details.open && !details.querySelector(".text")) details.append(paragraphs(article, words));
  });
  return details;
}

function matches(article, words, outlet, label) {
  if (outlet && article.outlet !== outlet) return false;
  if (!words && label === "") return true;
  return article.sentences.some((s) => (label === "" || s[1] === +label) && (!words || s[0].toLowerCase().includes(words)));
}

function page() {
  const words = form.words.value.trim().toLowerCase();
  for (const article of matching.slice(shown, shown + PAGE)) list.append(entry(article, words));
  shown = Math.min(shown + PAGE, matching.length);
  more.hidden = shown >= matching.length;
}

function search() {
  const words = form.words.value.trim().toLowerCase();
  matching = articles.filter((a) => matches(a, words, form.outlet.value, form.label.value));
  found.textContent = `${matching.length} of ${articles.length} articles`;
  list.replaceChildren();
  shown = 0;
  page();
}

let waiting = 0;
form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
form.addEventListener("submit", (event) => event.preventDefault());
more.addEventListener("click", page);
search();

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
  });
}
