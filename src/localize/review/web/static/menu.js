// The menu of languages acts at once.

document
  .getElementById("language")
  ?.addEventListener("change", (event) => event.target.form.submit());
