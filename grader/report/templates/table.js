"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const status = document.getElementById("status");
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
      const rows = [...body.rows].map((row) => [key(row), row]);
      const numeric = rows.every(([value]) => value === "" || !Number.isNaN(Number(value)));
      rows.sort(([a], [b]) => {
        if (a === "" || b === "") return (a === "") - (b === "");
        return (numeric ? Number(a) - Number(b) : a.localeCompare(b, document.documentElement.lang)) * (down ? -1 : 1);
      });
      body.append(...rows.map(([, row]) => row));
    });
  });
  const box = document.querySelector(`input[data-table="${table.id}"]`);
  if (!box) continue;
  box.addEventListener("input", () => {
    const words = box.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of body.rows) {
      const text = row.textContent.toLocaleLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    if (status) status.textContent = `${shown} / ${body.rows.length}`;
  });
}
for (const box of document.querySelectorAll(".filter")) box.hidden = false;
