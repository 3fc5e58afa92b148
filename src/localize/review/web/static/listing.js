// What the list and the comparison share.

export const units = (number) => (number === 1 ? "1 unit" : `${number.toLocaleString("en")} units`);

export const query = () => {
  const found = new URLSearchParams(location.search);
  found.delete("from");
  const text = found.toString();
  return text ? `?${text}` : "";
};
