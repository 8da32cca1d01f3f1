// Tables: a heading sorts, the box above a long one searches; on paper, where nothing can be opened, all are open.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("main > section > details:not([open])")];
  for (const one of opened) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of opened) one.open = false;
});
const compared = (one, other) => {
  const [a, b] = [one, other].map((key) => (key === "" ? NaN : Number(key)));
  if (one === "" || other === "") return (one === "") - (other === "");
  return Number.isNaN(a) || Number.isNaN(b) ? one.localeCompare(other) : a - b;
};
// A table wider than its box has a shadow at the edge behind which it goes on.
const sized = new ResizeObserver((entries) => {
  for (const box of new Set(entries.map(({ target }) => target.closest(".scroll"))))
    box.classList.toggle("goeson", box.scrollWidth > box.clientWidth);
});
for (const one of document.querySelectorAll(".scroll, .scroll > table")) sized.observe(one);
for (const box of document.querySelectorAll(".tablebox")) {
  const body = box.querySelector("tbody"), heads = [...box.querySelectorAll("thead th")];
  heads.forEach((head, column) => {
    const button = head.querySelector(".sort");
    if (!button) return;
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort((a, b) => {
        const [one, other] = [a, b].map((row) => row.cells[column].dataset.key);
        const order = compared(one, other);
        return one === "" || other === "" ? order : down ? -order : order;
      });
      body.append(...rows);
    });
  });
  const search = box.querySelector("input");
  if (!search) continue;
  search.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(words);
  });
}
