// The controls above the list, and the address that says the same.

const form = document.querySelector(".filters");
const HIDDEN = ["state", "finding", "term", "comments"];

function setHidden(name, value) {
  let field = form.querySelector(`input[type="hidden"][name="${name}"]`);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value ?? "";
}

// The controls as the address says, after going back.
export function showChosen() {
  const parameters = new URLSearchParams(location.search);
  for (const name of ["q", "doc", "order"]) {
    const field = form.elements[name];
    if (field) field.value = parameters.get(name) ?? (name === "order" ? "document" : "");
  }
  for (const name of HIDDEN) setHidden(name, parameters.get(name));
}

// The query string of what is chosen.
export function chosen() {
  const worth = ([name, value]) => value && !(name === "order" && value === "document");
  const parameters = new URLSearchParams([...new FormData(form)].filter(worth)).toString();
  return parameters ? `?${parameters}` : "";
}

// `filter` is called with the query string whenever something else is chosen.
export function listen(filter) {
  const search = form.elements.q;
  let timer;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter(chosen());
  });
  form.addEventListener("change", (event) => {
    if (event.target !== search) filter(chosen());
  });
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => filter(chosen()), 120);
  });
  document.getElementById("head").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const wanted = new URLSearchParams(link.getAttribute("href").slice(1));
    for (const name of HIDDEN) setHidden(name, wanted.get(name));
    filter(chosen());
  });
}
