// Keeps the place when the language is switched. The page reads as well without it.
for (const link of document.querySelectorAll(".languages a"))
  link.addEventListener("click", () => {
    let place = "";
    for (const heading of document.querySelectorAll("article [id]:is(h2,h3,h4,h5,h6)"))
      if (heading.getBoundingClientRect().top < innerHeight / 3) place = heading.id;
    link.hash = place;
  });
