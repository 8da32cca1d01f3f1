// Charts: one tab stop each, arrow keys from mark to mark, a tooltip for the mark pointed at, tapped or focused.
const tip = document.getElementById("tip");
const NEAR = 28;

function showTip(mark, words) {
  tip.textContent = words;
  tip.hidden = false;
  const box = mark.getBoundingClientRect(), width = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(box.left + box.width / 2 - tip.offsetWidth / 2, width - tip.offsetWidth - 8));
  const above = box.top - tip.offsetHeight - 8;
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${(above > 0 ? above : box.bottom + 8) + scrollY}px`;
}
const hideTip = () => { tip.hidden = true; };
const wordsOf = (mark) => mark.dataset.tip || mark.getAttribute("aria-label");

function move(marks, event) {
  const at = marks.indexOf(event.target), last = marks.length - 1;
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
  if (event.key === "Escape") hideTip();
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const next = marks[Math.max(0, Math.min(last, to))];
  marks[at].setAttribute("tabindex", -1);
  next.setAttribute("tabindex", 0);
  next.focus();
}

for (const chart of document.querySelectorAll(".chart > [role=group]")) {
  const marks = [...chart.querySelectorAll("[role=img]")];
  if (!marks.length) continue;
  marks[0].setAttribute("tabindex", 0);
  const nearest = (event) => {
    let best = null, least = NEAR;
    for (const mark of marks) {
      const box = mark.getBoundingClientRect();
      const away = Math.hypot(Math.max(box.left - event.clientX, 0, event.clientX - box.right), Math.max(box.top - event.clientY, 0, event.clientY - box.bottom));
      if (away < least) [best, least] = [mark, away];
    }
    return best;
  };
  const point = (event) => { const mark = nearest(event); if (mark) showTip(mark, wordsOf(mark)); else hideTip(); };
  chart.addEventListener("keydown", (event) => move(marks, event));
  chart.addEventListener("focusin", (event) => showTip(event.target, wordsOf(event.target)));
  chart.addEventListener("focusout", hideTip);
  chart.addEventListener("pointermove", point);
  chart.addEventListener("pointerdown", point);
  chart.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hideTip(); });
}

list.addEventListener("keydown", (event) => {
  const text = event.target.closest(".text");
  if (text) move([...text.querySelectorAll("[data-tip]")], event);
});
for (const event of ["pointerover", "focusin", "pointerdown"]) {
  list.addEventListener(event, ({ target }) => { const mark = target.closest("[data-tip]"); if (mark) showTip(mark, wordsOf(mark)); else hideTip(); });
}
list.addEventListener("focusout", hideTip);

// Downloads, made in the page: the chart in the labels' own colours on white, whatever the page's colours are.
function save(data, name) {
  const link = make("a", { href: URL.createObjectURL(data), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
function standalone(chart) {
  const shown = [...chart.querySelectorAll(".wide, .narrow")].find((box) => box.offsetParent) || chart.querySelector(".wide");
  const svg = shown.querySelector("svg").cloneNode(true);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width, height, fill: "white" })) paper.setAttribute(name, value);
  svg.prepend(paper);
  let text = new XMLSerializer().serializeToString(svg).replaceAll("currentColor", "#1f2328").replaceAll(' tabindex="-1"', "").replaceAll(' tabindex="0"', "");
  colours.forEach((colour, i) => { text = text.replaceAll(`var(--c${i})`, colour); });
  text = text.replaceAll("var(--on-bw)", "#000").replaceAll("var(--on-wb)", "#fff");
  return { text, width, height };
}
function png({ text, width, height }, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = make("canvas", { width: width * 3, height: height * 3 });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((data) => save(data, name), "image/png");
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
}
const csv = (name) => save(new Blob(["\ufeff", tables[name]], { type: "text/csv" }), `${name}.csv`);
for (const button of document.querySelectorAll("[data-take]")) {
  button.addEventListener("click", () => {
    const chart = button.closest(".chart"), name = chart.dataset.file, form = button.dataset.take;
    if (form === "csv") csv(name);
    else if (form === "png") png(standalone(chart), `${name}.png`);
    else save(new Blob([standalone(chart).text], { type: "image/svg+xml" }), `${name}.svg`);
  });
}
for (const button of document.querySelectorAll("[data-csv]")) button.addEventListener("click", () => csv(button.dataset.csv));
